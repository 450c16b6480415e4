package io.splitplot.analysis.validity;

import static io.splitplot.analysis.validity.Markup.tag;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the numbers of a goal are within their limits, as SVG: a row each, with the limits at the
 * same place in all. What is far outside is drawn at the edge.
 */
final class BandPlot {
  private static final double WIDTH = 760;
  private static final double LEFT = 390;
  private static final double RIGHT = 690;
  private static final double ROW = 26;

  /** The parts of the way from left to right at which the limits are. */
  private static final double LOW = 0.2;

  private static final double HIGH = 0.8;

  private BandPlot() {}

  static Markup of(List<Check> checks) {
    var rows = new ArrayList<Markup>();
    for (var i = 0; i < checks.size(); i++) {
      rows.add(row(checks.get(i), ROW * (i + 0.5)));
    }
    return tag("svg")
        .with("viewBox", "0 0 %d %d".formatted((int) WIDTH, (int) (ROW * checks.size())))
        .with("role", "img")
        .with("aria-label", "Measured numbers and their limits; the table has them")
        .around(Markup.all(rows.stream()));
  }

  private static Markup row(Check check, double y) {
    return Markup.all(
        tag("text").with("x", 0).with("y", y + 5).around(check.name()),
        tag("line")
            .with("class", "axis")
            .with("x1", LEFT)
            .with("x2", RIGHT)
            .with("y1", y)
            .with("y2", y)
            .around(),
        tag("rect")
            .with("class", "band")
            .with("x", x(LOW))
            .with("y", y - 7)
            .with("width", x(HIGH) - x(LOW))
            .with("height", 14)
            .around(),
        tag("circle")
            .with("class", check.isPassed() ? "pass" : "fail")
            .with("cx", x(position(check)))
            .with("cy", y)
            .with("r", 5)
            .around(),
        tag("text")
            .with("class", "figure")
            .with("x", WIDTH)
            .with("y", y + 5)
            .around(ValidityPage.figure(check.rate())));
  }

  private static double position(Check check) {
    var limits = check.limits();
    var width = limits.high() - limits.low();
    if (width == 0) {
      return check.measured() == limits.low() ? (LOW + HIGH) / 2 : LOW / 2;
    }
    var position = LOW + (HIGH - LOW) * (check.measured() - limits.low()) / width;
    return Math.clamp(position, 0, 1);
  }

  private static double x(double position) {
    return LEFT + position * (RIGHT - LEFT);
  }
}
