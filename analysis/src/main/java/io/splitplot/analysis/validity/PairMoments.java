package io.splitplot.analysis.validity;

import java.util.function.Supplier;

/**
 * What an arm's pairs (y, x) sum to, as rollups keep it.
 *
 * @param n units
 * @param yy sum of squared deviations of y
 * @param xx the same of x
 * @param xy sum of the products of both deviations
 */
record PairMoments(long n, double meanY, double meanX, double yy, double xx, double xy) {

  /** One unit's numbers. */
  record Pair(double y, double x) {}

  /** Of {@code n} pairs one after the other, after Welford. */
  static PairMoments of(int n, Supplier<Pair> pairs) {
    var meanY = 0.0;
    var meanX = 0.0;
    var yy = 0.0;
    var xx = 0.0;
    var xy = 0.0;
    for (var i = 1; i <= n; i++) {
      var pair = pairs.get();
      var fromY = pair.y - meanY;
      var fromX = pair.x - meanX;
      meanY += fromY / i;
      meanX += fromX / i;
      yy += fromY * (pair.y - meanY);
      xx += fromX * (pair.x - meanX);
      xy += fromX * (pair.y - meanY);
    }
    return new PairMoments(n, meanY, meanX, yy, xx, xy);
  }

  /**
   * As of {@code n} pairs of standard normal values with this correlation: the sums are a Wishart
   * matrix, made by M. S. Bartlett's decomposition (1933).
   */
  static PairMoments ofNormal(Draws draws, long n, double correlation) {
    var rest = Math.sqrt(1 - correlation * correlation);
    var xx = draws.chiSquare(n - 1);
    var along = draws.normal();
    var across = draws.chiSquare(n - 2);
    var xy = correlation * xx + rest * Math.sqrt(xx) * along;
    var slopeError = rest * along;
    var yy = square(correlation * Math.sqrt(xx) + slopeError) + rest * rest * across;
    var meanX = draws.normal() / Math.sqrt(n);
    var meanY = correlation * meanX + rest * draws.normal() / Math.sqrt(n);
    return new PairMoments(n, meanY, meanX, yy, xx, xy);
  }

  private static double square(double value) {
    return value * value;
  }
}
