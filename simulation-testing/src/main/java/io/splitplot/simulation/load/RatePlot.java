package io.splitplot.simulation.load;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Latency over the rate of requests, as text and as a picture. */
final class RatePlot {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int MARGIN = 50;
  private static final int BAR_MAX = 60;

  /** Milliseconds at the bottom and at the top of the logarithmic axis. */
  private static final double LOWEST = 0.1;

  private static final double HIGHEST = 10_000;

  private RatePlot() {}

  /** What was measured at a rate. */
  record Point(double rate, Percentiles latencies) {}

  /** A line for each rate, its bar as long as the logarithm of the slowest thousandth. */
  static String text(List<Point> points, double limitMillis) {
    var plot = new StringBuilder("p99.9 in ms on a logarithmic scale, | is the limit\n");
    var limit = (int) (BAR_MAX * height(limitMillis));
    for (var point : points) {
      var bar = "#".repeat((int) (BAR_MAX * height(point.latencies().p999())));
      var line = new StringBuilder("%-60s".formatted(bar));
      line.setCharAt(limit, '|');
      plot.append("%6.0f/s %8.2f ".formatted(point.rate(), point.latencies().p999()))
          .append(line.toString().stripTrailing())
          .append('\n');
    }
    return plot.toString();
  }

  /** Three lines, for half, 99 % and 99.9 % of the requests. */
  static String svg(List<Point> points, double limitMillis) {
    var most = points.stream().mapToDouble(Point::rate).max().orElse(1);
    var svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">
        <title>Latency over the rate of requests</title>
        """
            .formatted(WIDTH, HEIGHT));
    for (double tick = LOWEST; tick <= HIGHEST; tick *= 10) {
      label(svg, 5, y(tick), "%s ms".formatted(tick < 1 ? tick : (Object) (int) tick));
      rule(svg, y(tick), "#ddd");
    }
    rule(svg, y(limitMillis), "#c00");
    line(svg, points, most, "#888", p -> p.millis(0.5));
    line(svg, points, most, "#06c", p -> p.millis(0.99));
    line(svg, points, most, "#000", Percentiles::p999);
    for (var point : points) {
      label(svg, x(point.rate(), most) - 10, HEIGHT - MARGIN + 20, "%.0f".formatted(point.rate()));
    }
    label(svg, MARGIN, 14, "grey p50, blue p99, black p99.9; red the limit; requests a second");
    return svg.append("</svg>\n").toString();
  }

  private static void label(StringBuilder svg, double x, double y, String text) {
    svg.append("<text x=\"%.0f\" y=\"%.0f\">%s</text>%n".formatted(x, y, text));
  }

  private static void rule(StringBuilder svg, double y, String colour) {
    svg.append(
        "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n"
            .formatted(MARGIN, WIDTH - 10, y, y, colour));
  }

  private static void line(
      StringBuilder svg,
      List<Point> points,
      double most,
      String colour,
      ToDoubleFunction<Percentiles> of) {
    svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
        .append(colour)
        .append("\" points=\"");
    points.stream()
        .sorted((a, b) -> Double.compare(a.rate(), b.rate()))
        .forEach(point ->
            svg.append(
                String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    x(point.rate(), most),
                    y(of.applyAsDouble(point.latencies())))));
    svg.append("\"/>\n");
  }

  private static double x(double rate, double most) {
    return MARGIN + (WIDTH - MARGIN - 30) * rate / most;
  }

  private static double y(double millis) {
    return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * height(millis);
  }

  /** From 0 to 1. */
  private static double height(double millis) {
    var part = Math.log(millis / LOWEST) / Math.log(HIGHEST / LOWEST);
    return Math.clamp(part, 0, 0.99);
  }
}
