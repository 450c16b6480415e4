@NullMarked
package io.splitplot.analysis.distribution;

import org.jspecify.annotations.NullMarked;
