/** Rows of other systems, taken in for an assembly line. */
@NullMarked
package io.splitplot.api.push;

import org.jspecify.annotations.NullMarked;
