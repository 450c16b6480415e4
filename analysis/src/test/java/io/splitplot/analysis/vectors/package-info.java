/** The reference numbers, and how Java answers them. */
@NullMarked
package io.splitplot.analysis.vectors;

import org.jspecify.annotations.NullMarked;
