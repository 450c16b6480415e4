package io.splitplot.analysis.validity;

import java.util.List;

/**
 * Lines over a common axis, for the page.
 *
 * @param horizontal what the axis from left to right is
 */
public record Plot(String title, String horizontal, List<Line> lines) {

  /**
   * One of them.
   *
   * @param kind how it is drawn
   * @param x as many as {@code y}
   */
  public record Line(String name, Kind kind, List<Double> x, List<Double> y) {}

  /** What a line stands for. */
  public enum Kind {
    MEASURED,
    CONTROL,
    EXPECTED,
    LIMIT
  }
}
