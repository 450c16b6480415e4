/** Facts and unit values as Parquet files, for notebooks and data lakes; and reading such files. */
@NullMarked
package io.splitplot.etl.export;

import org.jspecify.annotations.NullMarked;
