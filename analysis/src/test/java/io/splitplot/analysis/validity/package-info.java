@NullMarked
package io.splitplot.analysis.validity;

import org.jspecify.annotations.NullMarked;
