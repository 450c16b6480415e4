package io.splitplot.etl.source;

import java.util.List;

/**
 * A query whose rows the other database counts and sums, within the bounds of the rows that were
 * read.
 *
 * @param query has the columns of the watermark and those that are summed
 * @param sums names of columns
 */
public record ControlQuery(String query, List<String> sums) {
  public ControlQuery {
    sums = List.copyOf(sums);
  }
}
