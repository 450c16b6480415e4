package io.splitplot.etl.assembly;

import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the columns of a CSV file are to a line. */
final class Header {
  private final List<String> names;
  private final int[] columns;
  private final @Nullable String twice;

  Header(List<String> names, Fields declared) {
    this.names = names;
    columns = names.stream().mapToInt(declared::column).toArray();
    var seen = new HashSet<String>();
    twice = names.stream().filter(name -> !seen.add(name)).findFirst().orElse(null);
  }

  String name(int cell) {
    return names.get(cell);
  }

  /** The declared column that takes a cell, or -1. */
  int column(int cell) {
    return columns[cell];
  }

  /** Refuses a row that does not fit under the header. */
  void require(List<String> cells) throws BadRowException {
    if (twice != null) {
      throw new BadRowException(
          BadRowException.UNREADABLE, twice, "is twice in the header of the file");
    }
    if (cells.size() != names.size()) {
      throw new BadRowException(
          BadRowException.UNREADABLE,
          null,
          "has %d cells, the header has %d".formatted(cells.size(), names.size()));
    }
  }
}
