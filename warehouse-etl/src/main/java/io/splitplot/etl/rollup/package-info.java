/** Advancing the rollups over the facts that have arrived. */
@NullMarked
package io.splitplot.etl.rollup;

import org.jspecify.annotations.NullMarked;
