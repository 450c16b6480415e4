@NullMarked
package io.splitplot.analysis.power;

import org.jspecify.annotations.NullMarked;
