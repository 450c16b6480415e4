/** The proof by simulation that the statistics keep what they promise. */
@NullMarked
package io.splitplot.analysis.validity;

import org.jspecify.annotations.NullMarked;
