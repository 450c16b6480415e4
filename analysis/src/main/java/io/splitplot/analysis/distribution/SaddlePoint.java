package io.splitplot.analysis.distribution;

import org.apache.commons.math3.special.Gamma;

/**
 * Probabilities of counts without loss for large numbers, by the saddle-point form of C. Loader,
 * Fast and accurate computation of binomial probabilities (2000): the large terms of the logarithms
 * of three gamma functions are cancelled by hand. Counts need not be whole.
 */
final class SaddlePoint {
  private static final double[] STIRLING = {
    -691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12
  };

  private SaddlePoint() {}

  /**
   * ln of C(a + b, a) x^a y^b, the chance of {@code a} successes and {@code b} failures, both
   * positive.
   *
   * @param x the chance of a success
   * @param y the chance of a failure, given for itself so that neither is rounded
   */
  static double logBinomial(double a, double b, double x, double y) {
    var n = a + b;
    return stirlingError(n)
        - stirlingError(a)
        - stirlingError(b)
        - deviance(a, n * x)
        - deviance(b, n * y)
        + Math.log(n / (2 * Math.PI * a * b)) / 2;
  }

  /** ln of mean^n exp(-mean) / n!, for a positive n. */
  static double logPoisson(double n, double mean) {
    return -stirlingError(n) - deviance(n, mean) - Math.log(2 * Math.PI * n) / 2;
  }

  /** ln n! less its approximation by Stirling's formula. */
  private static double stirlingError(double n) {
    if (n < 16) {
      return Gamma.logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - Math.log(2 * Math.PI) / 2;
    }
    var inverse = 1 / (n * n);
    var sum = 0.0;
    for (var coefficient : STIRLING) {
      sum = sum * inverse + coefficient;
    }
    return sum / n;
  }

  /** x ln(x / m) + m - x, without cancellation where the two are close. */
  private static double deviance(double x, double mean) {
    var difference = x - mean;
    if (Math.abs(difference) >= 0.1 * (x + mean)) {
      return x * Math.log(x / mean) - difference;
    }
    var v = difference / (x + mean);
    var sum = difference * v;
    var term = 2 * x * v;
    for (var j = 1; j < 1000; j++) {
      term *= v * v;
      var next = sum + term / (2 * j + 1);
      if (next == sum) {
        break;
      }
      sum = next;
    }
    return sum;
  }
}
