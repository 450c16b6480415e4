package io.splitplot.etl.source;

import org.jspecify.annotations.Nullable;

/**
 * A row as it came.
 *
 * @param place line on which it begins, or number of the row; from 1
 * @param bytes without the end of the line
 * @param problem why it is known to be broken already; null: it is not
 */
@SuppressWarnings("ArrayRecordComponent") // shared: every row of every file goes through here
public record Raw(long place, byte[] bytes, @Nullable String problem) {
  Raw(long place, byte[] bytes) {
    this(place, bytes, null);
  }
}
