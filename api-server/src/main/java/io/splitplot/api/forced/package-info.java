/** Forced variants: units that get a named variant for quality assurance. */
@NullMarked
package io.splitplot.api.forced;

import org.jspecify.annotations.NullMarked;
