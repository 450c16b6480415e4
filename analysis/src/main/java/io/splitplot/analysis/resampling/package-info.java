/** Intervals for statistics without a formula, by drawing units again. */
@NullMarked
package io.splitplot.analysis.resampling;

import org.jspecify.annotations.NullMarked;
