package io.splitplot.analysis.validity;

import static io.splitplot.analysis.validity.Markup.tag;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Curves as SVG, with axes that start at 0 and a legend beside them. */
final class CurvePlot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 300;
  private static final double LEFT = 50;
  private static final double RIGHT = 540;
  private static final double TOP = 12;
  private static final double BOTTOM = 255;
  private static final int TICKS = 4;

  private final Plot plot;
  private final double widest;
  private final double highest;

  private CurvePlot(Plot plot) {
    this.plot = plot;
    widest = most(plot.lines().stream().map(Plot.Line::x).toList());
    highest = most(plot.lines().stream().map(Plot.Line::y).toList());
  }

  private static double most(List<List<Double>> numbers) {
    return Collections.max(numbers.stream().map(Collections::max).toList());
  }

  static Markup of(Plot plot) {
    return new CurvePlot(plot).svg();
  }

  private Markup svg() {
    var pieces = new ArrayList<Markup>(ticks());
    for (var i = 0; i < plot.lines().size(); i++) {
      pieces.add(line(plot.lines().get(i)));
      pieces.add(legend(plot.lines().get(i), TOP + 14 + 24 * i));
    }
    pieces.add(
        tag("text")
            .with("class", "quiet")
            .with("x", LEFT)
            .with("y", HEIGHT - 6)
            .around(plot.across()));
    return Markup.all(
        Markup.element("h3", Markup.text(plot.title())),
        tag("svg")
            .with("viewBox", "0 0 %d %d".formatted(WIDTH, HEIGHT))
            .with("role", "img")
            .with("aria-label", plot.title())
            .around(Markup.all(pieces.stream())));
  }

  private List<Markup> ticks() {
    return IntStream.rangeClosed(0, TICKS).mapToObj(i -> tick((double) i / TICKS)).toList();
  }

  private Markup tick(double part) {
    var y = y(part * highest);
    var x = x(part * widest);
    return Markup.all(
        tag("line")
            .with("class", "axis")
            .with("x1", LEFT)
            .with("x2", RIGHT)
            .with("y1", y)
            .with("y2", y)
            .around(),
        tag("text")
            .with("class", "tick")
            .with("x", LEFT - 6)
            .with("y", y + 4)
            .around(number(part * highest)),
        tag("text")
            .with("class", "tick")
            .with("x", x)
            .with("y", BOTTOM + 18)
            .around(number(part * widest)));
  }

  private Markup line(Plot.Line line) {
    var points =
        IntStream.range(0, line.x().size())
            .mapToObj(i ->
                String.format(Locale.ROOT, "%.1f,%.1f", x(line.x().get(i)), y(line.y().get(i))))
            .collect(Collectors.joining(" "));
    return tag("polyline").with("class", kind(line)).with("points", points).around();
  }

  private static Markup legend(Plot.Line line, double y) {
    return Markup.all(
        tag("polyline")
            .with("class", kind(line))
            .with("points", String.format(Locale.ROOT, "556,%.1f 580,%.1f", y, y))
            .around(),
        tag("text").with("x", 588).with("y", y + 5).around(line.name()));
  }

  private static String kind(Plot.Line line) {
    return "curve " + line.kind().name().toLowerCase(Locale.ROOT);
  }

  private double x(double value) {
    return LEFT + value / widest * (RIGHT - LEFT);
  }

  private double y(double value) {
    return BOTTOM - value / highest * (BOTTOM - TOP);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
