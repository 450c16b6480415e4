package io.splitplot.etl.assembly;

import io.splitplot.etl.source.Chunk;
import java.math.BigDecimal;
import java.util.List;

/**
 * The rows of a chunk as they are copied into a staging table.
 *
 * @param copy lines in the text format of {@code copy}, in UTF-8
 * @param sums of {@link Totals}, of all rows
 */
@SuppressWarnings("ArrayRecordComponent") // written once, read once
record Staged(Chunk chunk, byte[] copy, long rows, List<DeadLetter> dead, List<BigDecimal> sums) {
  long count() {
    return chunk.rowCount();
  }
}
