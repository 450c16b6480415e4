/** Reading JSON strictly, and saying by its path what is wrong with a field. */
@NullMarked
package io.splitplot.api.json;

import org.jspecify.annotations.NullMarked;
