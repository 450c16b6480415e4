package io.splitplot.analysis.validity;

import java.util.function.DoubleSupplier;

/**
 * What an arm's rows sum to, as rollups keep it.
 *
 * @param n units
 * @param squares sum of squared deviations from the mean
 */
record Moments(long n, double mean, double squares) {
  static final Moments NONE = new Moments(0, 0, 0);

  /** Of {@code n} values one after the other: Welford, Technometrics 4 (1962). */
  static Moments of(int n, DoubleSupplier values) {
    var mean = 0.0;
    var squares = 0.0;
    for (var i = 1; i <= n; i++) {
      var deviation = values.getAsDouble() - mean;
      mean += deviation / i;
      squares += deviation * deviation * (i - 1) / i;
    }
    return new Moments(n, mean, squares);
  }

  /** Of {@code n} values that are 0 or 1, exactly. */
  static Moments ofProportion(long successes, long n) {
    return new Moments(n, (double) successes / n, (double) successes * (n - successes) / n);
  }

  /** As of {@code n} normal values: a normal mean and independent chi-square squares. */
  static Moments ofNormal(Draws draws, long n, double mean, double deviation) {
    return new Moments(
        n,
        mean + deviation / Math.sqrt(n) * draws.normal(),
        deviation * deviation * draws.chiSquare(n - 1));
  }

  /** Of both samples together: Chan, Golub, LeVeque, Am. Stat. 37 (1983). */
  Moments plus(Moments other) {
    var both = n + other.n;
    var share = (double) other.n / both;
    var apart = other.mean - mean;
    return new Moments(
        both, mean + apart * share, squares + other.squares + apart * apart * n * share);
  }

  /** The sample variance with n - 1. */
  double variance() {
    return squares / (n - 1);
  }
}
