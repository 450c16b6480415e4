/** Attributes whose type is declared. */
@NullMarked
package io.splitplot.api.attribute;

import org.jspecify.annotations.NullMarked;
