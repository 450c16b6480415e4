package io.splitplot.cli.report;

import io.splitplot.api.report.Axis;
import io.splitplot.api.report.Axis.Bar;
import io.splitplot.api.report.Figures;
import io.splitplot.api.report.ReportDocument.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The intervals of a metric, drawn with letters: a row a comparison on a common axis, and a line at
 * zero. A point is hollow where the interval reaches over zero.
 */
final class TextPlot {
  private static final int NAME_MAX = 24;
  private static final int COLUMNS_MIN = 24;

  private final Axis axis;
  private final Ink ink;
  private final List<Row> rows;
  private final int nameWidth;
  private final int columns;

  private TextPlot(Metric metric, Axis axis, int width, Ink ink) {
    this.axis = axis;
    this.ink = ink;
    this.rows = rows(metric, axis);
    this.nameWidth = rows.stream().mapToInt(row -> Letters.width(row.name())).max().orElse(0);
    this.columns = Math.max(COLUMNS_MIN, width - nameWidth - 2);
  }

  private record Row(String name, Optional<Bar> bar, boolean secondary) {}

  /** The lines of the plot; none when there is no interval to draw. */
  static List<String> lines(Metric metric, int width, Ink ink) {
    return Axis.of(metric)
        .map(axis -> new TextPlot(metric, axis, width, ink).lines())
        .orElse(List.of());
  }

  private static List<Row> rows(Metric metric, Axis axis) {
    var rows = new ArrayList<Row>();
    for (var comparison : metric.comparisons()) {
      var name = Letters.shortened(comparison.variant(), NAME_MAX);
      rows.add(new Row(name, axis.bar(comparison.difference(), comparison.interval()), false));
      var adjusted = comparison.adjusted();
      if (adjusted != null) {
        var bar = axis.bar(adjusted.difference(), adjusted.interval());
        rows.add(new Row("  with covariate", bar, true));
      }
    }
    return rows;
  }

  private List<String> lines() {
    var lines = new ArrayList<String>();
    for (var row : rows) {
      var name = Letters.left(row.name(), nameWidth) + "  ";
      var drawing = drawing(row.bar());
      lines.add(
          row.secondary()
              ? ink.quiet((name + drawing).stripTrailing())
              : name + ink.accent(drawing.stripTrailing()));
    }
    var indent = " ".repeat(nameWidth + 2);
    lines.add(indent + ink.quiet(scale()));
    lines.add(indent + ink.quiet(labels()));
    return lines;
  }

  private String drawing(Optional<Bar> bar) {
    var line = line(' ');
    line[column(axis.position(0))] = '│';
    bar.ifPresent(interval -> {
      var low = column(interval.low());
      var high = column(interval.high());
      for (int i = low; i <= high; i++) {
        line[i] = line[i] == '│' ? '┼' : '─';
      }
      line[low] = '├';
      line[high] = '┤';
      var mark = interval.touchesZero() ? '○' : '●';
      interval.point().ifPresent(point -> line[column(point)] = mark);
    });
    return new String(line);
  }

  private String scale() {
    var line = line('─');
    axis.ticks().forEach(tick -> line[column(axis.position(tick.doubleValue()))] = '┴');
    return new String(line);
  }

  /** Each label below its tick, unless it would touch the one before. */
  private String labels() {
    var line = new StringBuilder();
    for (var tick : axis.ticks()) {
      var label = Figures.tick(tick);
      var middle = column(axis.position(tick.doubleValue()));
      var start = Math.max(0, middle - label.length() / 2);
      if (line.isEmpty() || start > line.length()) {
        line.append(" ".repeat(start - line.length())).append(label);
      }
    }
    return line.toString();
  }

  private char[] line(char filling) {
    var line = new char[columns];
    Arrays.fill(line, filling);
    return line;
  }

  private int column(double position) {
    return Math.clamp(Math.round(position * (columns - 1)), 0, columns - 1);
  }
}
