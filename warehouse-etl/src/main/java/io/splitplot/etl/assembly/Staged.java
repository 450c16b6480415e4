package io.splitplot.etl.assembly;

import io.splitplot.etl.source.Chunk;
import java.util.List;

/**
 * The rows of a chunk as they are copied into a staging table.
 *
 * @param copy lines in the text format of {@code copy}, in UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // written once, read once
record Staged(Chunk chunk, byte[] copy, long rows, List<DeadLetter> dead) {
  long count() {
    return chunk.rowCount();
  }
}
