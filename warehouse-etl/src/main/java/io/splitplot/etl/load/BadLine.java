package io.splitplot.etl.load;

import org.jspecify.annotations.Nullable;

/**
 * A line that cannot be stored.
 *
 * @param file name of the file
 * @param line number of the line in the file, from 1; of a record over several lines the first
 * @param column the column that is wrong; null: the line as a whole
 * @param reason what is wrong with it
 */
public record BadLine(String file, long line, @Nullable String column, String reason) {
  @Override
  public String toString() {
    return file + ":" + line + ": " + (column == null ? "" : column + ": ") + reason;
  }
}
