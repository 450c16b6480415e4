package io.splitplot.api.report;

import static io.splitplot.api.report.Html.tag;

import io.splitplot.api.report.ReportDocument.Day;
import io.splitplot.api.report.ReportDocument.Interval;
import io.splitplot.api.report.ReportDocument.Novelty;
import io.splitplot.api.report.ReportDocument.Series;
import io.splitplot.api.report.ReportDocument.SeriesVariant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plots over days of first exposure as SVG: the difference of all units until each day within its
 * interval, with the day's own difference as a dot; and how many units came in.
 */
final class SeriesPlot {
  private static final double WIDTH = 760;
  private static final double LEFT = 90;
  private static final double RIGHT = 744;
  private static final double TOP = 12;
  private static final double BOTTOM = 190;
  private static final double HEIGHT = 216;
  private static final int DAYS_NAMED_MAX = 6;

  private final Axis axis;
  private final List<String> days;

  private SeriesPlot(Axis axis, List<String> days) {
    this.axis = axis;
    this.days = days;
  }

  /** A plot for each variant that is compared; nothing where there are fewer than two days. */
  static Html effects(Series series, Figures figures) {
    return Html.all(
        series.variants().stream().flatMap(variant -> effect(series, variant, figures).stream()));
  }

  private static Optional<Html> effect(Series series, SeriesVariant variant, Figures figures) {
    var numbers =
        variant.days().stream()
            .flatMap(day ->
                Stream.concat(
                    Stream.ofNullable(day.difference()),
                    Stream.ofNullable(day.interval()).<BigDecimal>mapMulti(Axis::ends)));
    return variant.days().size() < 2
        ? Optional.empty()
        : Axis.over(figures, numbers)
            .map(axis -> new SeriesPlot(axis, names(variant)).effect(series, variant));
  }

  /** How many units of each variant came in a day; nothing where there are fewer than two days. */
  static Html traffic(Series series) {
    var counts = Figures.plain();
    var numbers =
        series.variants().stream()
            .flatMap(variant -> variant.days().stream())
            .flatMap(day -> Stream.ofNullable(day.newUnits()));
    return series.variants().isEmpty() || series.variants().getFirst().days().size() < 2
        ? Html.EMPTY
        : Axis.over(counts, numbers)
            .map(axis -> new SeriesPlot(axis, names(series.variants().getFirst())).units(series))
            .orElse(Html.EMPTY);
  }

  private static List<String> names(SeriesVariant variant) {
    return variant.days().stream().map(Day::day).toList();
  }

  private Html effect(Series series, SeriesVariant variant) {
    var parts = new ArrayList<Html>();
    parts.add(grid(Figures::tick));
    parts.add(band(variant.days()));
    parts.add(line("line", points(variant.days(), Day::difference)));
    for (var point : points(variant.days(), Day::dayDifference)) {
      parts.add(
          tag("circle")
              .with("class", "day")
              .with("cx", point.x())
              .with("cy", point.y())
              .with("r", 3)
              .around());
    }
    return figure(
        "%s of %s against the control, by day of first exposure"
            .formatted(series.metric(), variant.variant()),
        caption(variant),
        parts);
  }

  private Html units(Series series) {
    var parts = new ArrayList<Html>();
    parts.add(grid(tick -> Figures.count(tick)));
    for (var i = 0; i < series.variants().size(); i++) {
      var variant = series.variants().get(i);
      var points = points(variant.days(), Day::newUnits);
      parts.add(line("line variant-" + i % 4, points));
      if (!points.isEmpty()) {
        parts.add(
            tag("text")
                .with("class", "figure")
                .with("x", RIGHT)
                .with("y", TOP + 16.0 * (i + 1))
                .around(tag("tspan").with("class", "variant-" + i % 4).around(variant.variant())));
      }
    }
    return figure("New units a day", "New units a day, by variant.", parts);
  }

  private static String caption(SeriesVariant variant) {
    return variant.variant()
        + ": the line is the difference of all units exposed until the day, the band its interval,"
        + " which may be looked at every day; dots are the days alone."
        + novelty(variant.novelty());
  }

  private static String novelty(@Nullable Novelty novelty) {
    return novelty == null || novelty.pValue() == null
        ? ""
        : " Does the effect change with the day? p = " + Figures.probability(novelty.pValue());
  }

  private static Html figure(String label, String caption, List<Html> parts) {
    return tag("figure")
        .around(
            tag("svg")
                .with("viewBox", "0 0 %d %d".formatted((int) WIDTH, (int) HEIGHT))
                .with("role", "img")
                .with("aria-label", label)
                .around(parts.stream()),
            tag("figcaption").around(caption));
  }

  private Html grid(Function<BigDecimal, String> tick) {
    var lines =
        axis.ticks().stream()
            .flatMap(number -> {
              var y = y(axis.position(number.doubleValue()));
              return Stream.of(
                  tag("line")
                      .with("class", number.signum() == 0 ? "zero" : "grid")
                      .with("x1", LEFT)
                      .with("y1", y)
                      .with("x2", RIGHT)
                      .with("y2", y)
                      .around(),
                  tag("text")
                      .with("class", "tick side")
                      .with("x", LEFT - 8)
                      .with("y", y + 4)
                      .around(Html.signed(tick.apply(number))));
            });
    return Html.all(Stream.concat(lines, names()));
  }

  private Stream<Html> names() {
    var every = Math.ceilDiv(days.size(), DAYS_NAMED_MAX);
    return IntStream.range(0, days.size())
        .filter(i -> i % every == 0)
        .mapToObj(i ->
            tag("text")
                .with("class", "tick")
                .with("x", x(i))
                .with("y", BOTTOM + 18)
                .around(days.get(i)));
  }

  private record Point(double x, double y) {
    @Override
    public String toString() {
      return "%.1f,%.1f".formatted(x, y);
    }
  }

  private List<Point> points(List<Day> days, Function<Day, @Nullable BigDecimal> number) {
    var points = new ArrayList<Point>();
    for (var i = 0; i < days.size(); i++) {
      var value = number.apply(days.get(i));
      if (value != null) {
        var position = axis.position(axis.figures().scaled(value));
        points.add(new Point(x(i), y(Math.clamp(position, 0, 1))));
      }
    }
    return points;
  }

  private Html band(List<Day> days) {
    var outline = new ArrayList<>(points(days, day -> end(day, Interval::low)));
    outline.addAll(points(days, day -> end(day, Interval::high)).reversed());
    return outline.isEmpty()
        ? Html.EMPTY
        : tag("polygon").with("class", "band").with("points", path(outline)).around();
  }

  private static @Nullable BigDecimal end(Day day, Function<Interval, @Nullable BigDecimal> end) {
    return day.interval() == null ? null : end.apply(day.interval());
  }

  private static Html line(String kind, List<Point> points) {
    return points.isEmpty()
        ? Html.EMPTY
        : tag("polyline").with("class", kind).with("points", path(points)).around();
  }

  private static String path(List<Point> points) {
    return String.join(" ", points.stream().map(Point::toString).toList());
  }

  private double x(int day) {
    return LEFT + 30 + day * (RIGHT - LEFT - 60) / Math.max(1, days.size() - 1);
  }

  private static double y(double position) {
    return BOTTOM - position * (BOTTOM - TOP);
  }
}
