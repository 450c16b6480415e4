@NullMarked
package io.splitplot.analysis.resampling;

import org.jspecify.annotations.NullMarked;
