package io.splitplot.api.report;

import static io.splitplot.api.report.Html.tag;

import io.splitplot.api.report.ReportDocument.Day;
import io.splitplot.api.report.ReportDocument.Hour;
import io.splitplot.api.report.ReportDocument.HourSeries;
import io.splitplot.api.report.ReportDocument.Interval;
import io.splitplot.api.report.ReportDocument.Novelty;
import io.splitplot.api.report.ReportDocument.Series;
import io.splitplot.api.report.ReportDocument.SeriesVariant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plots over time as SVG. Over days of first exposure: the difference of all units until each day
 * within its interval, with the day's own difference as a dot; and how many units came in. Over the
 * hours of a launch: what happened in each, and how many units came in.
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

  /** A variant with a number for each place of the axis. */
  private record Line(String variant, List<@Nullable BigDecimal> numbers) {}

  /** How many units of each variant came in a day; nothing where there are fewer than two days. */
  static Html traffic(Series series) {
    var lines =
        series.variants().stream()
            .map(it -> new Line(it.variant(), all(it.days(), Day::newUnits)))
            .toList();
    return lines.isEmpty()
        ? Html.EMPTY
        : lines(
            "New units a day",
            "New units a day, by variant.",
            names(series.variants().getFirst()),
            lines,
            Figures.plain(),
            Figures::count);
  }

  /** How many units of each variant came in an hour; nothing of fewer than two hours. */
  static Html hourTraffic(HourSeries series) {
    return hours(
        series,
        "New units an hour",
        "New units an hour (UTC), by variant.",
        Hour::newUnits,
        Figures.plain(),
        Figures::count);
  }

  /** What the events of each hour count for the metric; nothing of fewer than two hours. */
  static Html hours(HourSeries series, Figures figures) {
    return hours(
        series,
        series.metric() + " by the hour",
        "What the events of an hour (UTC) count, "
            + (series.isRatio() ? "by its denominator" : "by the units exposed until then")
            + ". To watch, not to compare: this is no test.",
        Hour::rate,
        figures,
        Figures::tick);
  }

  private static Html hours(
      HourSeries series,
      String label,
      String caption,
      Function<Hour, @Nullable BigDecimal> number,
      Figures figures,
      Function<BigDecimal, String> tick) {
    var lines =
        series.variants().stream()
            .map(it -> new Line(it.variant(), all(it.hours(), number)))
            .toList();
    if (lines.isEmpty()) {
      return Html.EMPTY;
    }
    var names = series.variants().getFirst().hours().stream().map(SeriesPlot::name).toList();
    return lines(label, caption, names, lines, figures, tick);
  }

  /** Day and hour, without the year: {@code 03-01 07:00}. */
  private static String name(Hour hour) {
    return hour.hour().replaceFirst("^\\d+-(.*)T(.*)Z$", "$1 $2");
  }

  private static <T> List<@Nullable BigDecimal> all(
      List<T> places, Function<T, @Nullable BigDecimal> number) {
    var numbers = new ArrayList<@Nullable BigDecimal>();
    places.forEach(place -> numbers.add(number.apply(place)));
    return numbers;
  }

  private static Html lines(
      String label,
      String caption,
      List<String> names,
      List<Line> lines,
      Figures figures,
      Function<BigDecimal, String> tick) {
    var numbers = lines.stream().flatMap(line -> line.numbers().stream()).filter(Objects::nonNull);
    return names.size() < 2
        ? Html.EMPTY
        : Axis.over(figures, numbers)
            .map(axis -> figure(label, caption, new SeriesPlot(axis, names).lines(lines, tick)))
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

  private List<Html> lines(List<Line> lines, Function<BigDecimal, String> tick) {
    var parts = new ArrayList<Html>();
    parts.add(grid(tick));
    for (var i = 0; i < lines.size(); i++) {
      var variant = lines.get(i);
      var points = points(variant.numbers(), number -> number);
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
    return parts;
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

  private <T extends @Nullable Object> List<Point> points(
      List<T> places, Function<T, @Nullable BigDecimal> number) {
    var points = new ArrayList<Point>();
    for (var i = 0; i < places.size(); i++) {
      var value = number.apply(places.get(i));
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
