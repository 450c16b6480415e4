package io.splitplot.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table for the terminal: names to the left and shortened when they must, numbers to the right.
 */
final class TextTable {
  private static final int GAP = 3;
  private static final int GAP_WHERE_NARROW = 2;
  private static final int NAME_MIN = 12;

  private final List<String> headings;
  private final List<Row> rows = new ArrayList<>();

  TextTable(List<String> headings) {
    this.headings = headings;
  }

  private record Row(List<String> cells, boolean secondary) {}

  /** A row of its own. */
  TextTable row(List<String> cells) {
    rows.add(new Row(cells, false));
    return this;
  }

  /** A row that belongs to the one before. */
  TextTable secondary(List<String> cells) {
    var indented = new ArrayList<>(cells);
    indented.set(0, "  " + cells.getFirst());
    rows.add(new Row(indented, true));
    return this;
  }

  /** The lines, at most {@code width} wide as long as shortening the names is enough for that. */
  List<String> lines(int width, Ink ink) {
    if (rows.isEmpty()) {
      return List.of();
    }
    var widths = widths();
    var gap = total(widths, GAP) <= width ? GAP : GAP_WHERE_NARROW;
    var name = Math.max(NAME_MIN, width - total(widths, gap) + widths.getFirst());
    widths.set(0, Math.min(widths.getFirst(), name));
    var lines = new ArrayList<String>();
    lines.add(ink.quiet(line(headings, widths, gap)));
    for (var row : rows) {
      var line = line(row.cells(), widths, gap);
      lines.add(row.secondary() ? ink.quiet(line) : line);
    }
    return lines;
  }

  private List<Integer> widths() {
    var widths = new ArrayList<Integer>();
    for (int i = 0; i < headings.size(); i++) {
      var column = i;
      widths.add(
          Stream.concat(Stream.of(headings), rows.stream().map(Row::cells))
              .mapToInt(cells -> Letters.width(cells.get(column)))
              .max()
              .orElse(0));
    }
    return widths;
  }

  private static int total(List<Integer> widths, int gap) {
    return widths.stream().mapToInt(width -> width).sum() + gap * (widths.size() - 1);
  }

  private static String line(List<String> cells, List<Integer> widths, int gap) {
    var name = Letters.shortened(cells.getFirst(), widths.getFirst());
    var line = new StringBuilder(Letters.left(name, widths.getFirst()));
    for (int i = 1; i < cells.size(); i++) {
      line.append(" ".repeat(gap)).append(Letters.right(cells.get(i), widths.get(i)));
    }
    return line.toString().stripTrailing();
  }
}
