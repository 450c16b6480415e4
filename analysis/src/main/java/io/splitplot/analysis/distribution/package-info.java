/** Distribution functions that stay accurate in their tails, where decisions are made. */
@NullMarked
package io.splitplot.analysis.distribution;

import org.jspecify.annotations.NullMarked;
