package io.splitplot.api.report;

import static io.splitplot.api.report.Html.tag;

import io.splitplot.api.report.Axis.Bar;
import io.splitplot.api.report.ReportDocument.Comparison;
import io.splitplot.api.report.ReportDocument.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The intervals of a metric as SVG: one row a comparison on a common axis with a line at zero;
 * below it, thinner, the one with the covariate.
 */
final class IntervalPlot {
  private static final double WIDTH = 760;
  private static final double LEFT = 150;
  private static final double RIGHT = 640;
  private static final double TOP = 10;
  private static final double ROW = 40;
  private static final double AXIS = 30;
  private static final int NAME_LENGTH_MAX = 20;

  private final Metric metric;
  private final Figures figures;
  private final Axis axis;
  private final double bottom;

  private IntervalPlot(Metric metric, Axis axis) {
    this.metric = metric;
    this.figures = axis.figures();
    this.axis = axis;
    this.bottom = TOP + ROW * metric.comparisons().size();
  }

  /** The plot, or nothing when there is no interval to draw. */
  static Html of(Metric metric) {
    return Axis.of(metric).map(axis -> new IntervalPlot(metric, axis).svg()).orElse(Html.EMPTY);
  }

  private Html svg() {
    var what =
        "%s of the difference in %s".formatted(Figures.intervalHeading(metric), metric.metric());
    return tag("figure")
        .around(
            tag("svg")
                .with("viewBox", "0 0 %d %d".formatted((int) WIDTH, (int) (bottom + AXIS)))
                .with("role", "img")
                .with("aria-label", what + "; the table below has the numbers")
                .around(Stream.concat(grid(), rows())));
  }

  private Stream<Html> grid() {
    return axis.ticks().stream()
        .flatMap(tick -> {
          var x = x(axis.position(tick.doubleValue()));
          var zero = tick.signum() == 0;
          return Stream.of(
              line(zero ? "zero" : "grid", x, TOP, x, bottom),
              tag("text")
                  .with("class", "tick")
                  .with("x", x)
                  .with("y", bottom + 18)
                  .around(Html.signed(Figures.tick(tick))));
        });
  }

  private Stream<Html> rows() {
    var rows = new ArrayList<Html>();
    for (int i = 0; i < metric.comparisons().size(); i++) {
      rows.addAll(row(metric.comparisons().get(i), TOP + ROW * (i + 0.5)));
    }
    return rows.stream();
  }

  private List<Html> row(Comparison comparison, double y) {
    var row = new ArrayList<Html>();
    row.add(name(comparison, y));
    var adjusted = comparison.adjusted();
    var hasAdjusted = adjusted != null && adjusted.interval() != null;
    axis.bar(comparison.difference(), comparison.interval())
        .ifPresent(bar -> row.add(bar(bar, "bar", hasAdjusted ? y - 5 : y)));
    if (adjusted != null) {
      axis.bar(adjusted.difference(), adjusted.interval())
          .ifPresent(bar -> row.add(bar(bar, "bar covariate", y + 8)));
    }
    row.add(
        tag("text")
            .with("class", "figure")
            .with("x", WIDTH - 4)
            .with("y", y + 5)
            .around(Html.signed(difference(comparison))));
    return row;
  }

  private Html name(Comparison comparison, double y) {
    var name = comparison.variant();
    var shown =
        name.codePointCount(0, name.length()) <= NAME_LENGTH_MAX
            ? name
            : name.substring(0, name.offsetByCodePoints(0, NAME_LENGTH_MAX - 1)) + "…";
    return tag("text")
        .with("class", "name")
        .with("x", 0)
        .with("y", y + 5)
        .around(tag("title").around(name), Html.text(shown));
  }

  private Html bar(Bar bar, String kind, double y) {
    var low = x(bar.low());
    var high = x(bar.high());
    var point =
        bar.point()
            .map(at -> tag("circle").with("cx", x(at)).with("cy", y).with("r", 5).around())
            .orElse(Html.EMPTY);
    return tag("g")
        .with("class", kind + (bar.touchesZero() ? " touches-zero" : ""))
        .around(
            line("span", low, y, high, y),
            line("end", low, y - 4, low, y + 4),
            line("end", high, y - 4, high, y + 4),
            point);
  }

  private static Html line(String kind, double x1, double y1, double x2, double y2) {
    return tag("line")
        .with("class", kind)
        .with("x1", x1)
        .with("y1", y1)
        .with("x2", x2)
        .with("y2", y2)
        .around();
  }

  private String difference(Comparison comparison) {
    var difference = figures.difference(comparison.difference());
    return comparison.difference() == null
        ? difference
        : difference + " " + figures.unitOfDifference();
  }

  private static double x(double position) {
    return LEFT + position * (RIGHT - LEFT);
  }
}
