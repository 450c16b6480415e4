package io.splitplot.analysis.validity;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Curves on one pair of axes that start at 0.
 *
 * @param title what it shows
 * @param across what the horizontal axis counts
 * @param lines from the first, which is what was measured
 */
public record Plot(String title, String across, List<Line> lines) {
  private static final int STEPS = 100;

  public Plot {
    lines = List.copyOf(lines);
  }

  /** How a line is drawn. */
  public enum Kind {
    MEASURED,
    EXPECTED,
    WRONG
  }

  /**
   * A line.
   *
   * @param name for the legend
   * @param x increasing
   * @param y for each x
   */
  public record Line(String name, Kind kind, List<Double> x, List<Double> y) {
    public Line {
      x = List.copyOf(x);
      y = List.copyOf(y);
    }
  }

  /** The part of the p-values up to each p, and the diagonal where that should be. */
  static Plot ofPValues(String title, double[] pValues) {
    var sorted = pValues.clone();
    Arrays.sort(sorted);
    var grid = IntStream.rangeClosed(0, STEPS).mapToObj(i -> (double) i / STEPS).toList();
    var parts = grid.stream().map(p -> (double) countUpTo(sorted, p) / sorted.length).toList();
    return new Plot(
        title,
        "p-value",
        List.of(
            new Line("measured", Kind.MEASURED, grid, parts),
            new Line("even", Kind.EXPECTED, grid, grid)));
  }

  private static int countUpTo(double[] sorted, double value) {
    var found = Arrays.binarySearch(sorted, Math.nextUp(value));
    return found >= 0 ? found : -found - 1;
  }
}
