/** Statistics that need more than sums: iterated integrals, resampling, and simulated proof. */
@NullMarked
package io.splitplot.analysis;

import org.jspecify.annotations.NullMarked;
