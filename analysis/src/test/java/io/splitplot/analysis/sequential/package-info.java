@NullMarked
package io.splitplot.analysis.sequential;

import org.jspecify.annotations.NullMarked;
