package io.splitplot.analysis.distribution;

/**
 * The chi-square distribution: the incomplete gamma function by its series below the mean and by
 * its continued fraction (modified Lentz) above, each tail for itself.
 *
 * @param degreesOfFreedom positive, not necessarily whole
 */
public record ChiSquare(double degreesOfFreedom) {
  private static final int MOST_TERMS = 10_000_000;
  private static final double TINY = 1e-300;

  public ChiSquare {
    if (!(degreesOfFreedom > 0 && degreesOfFreedom < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "degrees of freedom must be positive, not " + degreesOfFreedom);
    }
  }

  /** P(X <= x). */
  public double cdf(double x) {
    return Math.exp(logCdf(x));
  }

  /** P(X > x). */
  public double upperTail(double x) {
    return Math.exp(logUpperTail(x));
  }

  /** ln P(X <= x). */
  public double logCdf(double x) {
    if (requireNotNegative(x) == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    return belowMean(x) ? logSeries(x / 2) : Math.log1p(-Math.exp(logFraction(x / 2)));
  }

  /** ln P(X > x), finite where the probability is too small for a number. */
  public double logUpperTail(double x) {
    if (requireNotNegative(x) == 0) {
      return 0;
    }
    return belowMean(x) ? Math.log1p(-Math.exp(Math.min(0, logSeries(x / 2)))) : logFraction(x / 2);
  }

  /**
   * The x with P(X > x) = {@code probability}.
   *
   * @throws IllegalArgumentException unless {@code probability} is within 0 and 1
   */
  public double upperQuantile(double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "the probability must be within 0 and 1, not " + probability);
    }
    var start = Math.log(degreesOfFreedom);
    if (probability < 0.5) {
      var log = Math.log(probability);
      return Math.exp(Roots.of(u -> log - logUpperTail(Math.exp(u)), start));
    }
    var log = Math.log1p(-probability);
    return Math.exp(Roots.of(u -> logCdf(Math.exp(u)) - log, start));
  }

  private boolean belowMean(double x) {
    return x < degreesOfFreedom + 2;
  }

  /** ln of the lower tail at x = 2h. */
  private double logSeries(double h) {
    var a = degreesOfFreedom / 2;
    var term = 1.0;
    var sum = 1.0;
    for (var n = 1; n < MOST_TERMS && term > sum * 1e-17; n++) {
      term *= h / (a + n);
      sum += term;
    }
    return SaddlePoint.logPoisson(a, h) + Math.log(sum);
  }

  /** ln of the upper tail at x = 2h. */
  private double logFraction(double h) {
    if (h == Double.POSITIVE_INFINITY) {
      return Double.NEGATIVE_INFINITY;
    }
    var a = degreesOfFreedom / 2;
    var b = h + 1 - a;
    var c = 1 / TINY;
    var d = 1 / b;
    var value = d;
    for (var i = 1; i < MOST_TERMS; i++) {
      var factor = -i * (i - a);
      b += 2;
      d = 1 / notZero(factor * d + b);
      c = notZero(b + factor / c);
      value *= d * c;
      if (Math.abs(d * c - 1) < 2e-16) {
        return SaddlePoint.logPoisson(a, h) + Math.log(a) + Math.log(value);
      }
    }
    throw new IllegalStateException(
        "the incomplete gamma function of %s did not converge".formatted(this));
  }

  private static double notZero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }

  private static double requireNotNegative(double x) {
    if (!(x >= 0)) {
      throw new IllegalArgumentException("a chi-square variable is at least 0, not " + x);
    }
    return x;
  }
}
