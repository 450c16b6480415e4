package io.splitplot.analysis.distribution;

/**
 * The beta distribution: the regularised incomplete beta function by its continued fraction
 * (modified Lentz), with a prefactor that keeps its digits for large parameters.
 *
 * @param a positive
 * @param b positive
 */
public record Beta(double a, double b) {
  private static final int MOST_TERMS = 10_000_000;
  private static final double TINY = 1e-300;

  public Beta {
    if (!(a > 0 && b > 0 && a < Double.POSITIVE_INFINITY && b < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "parameters of a beta distribution are positive, not %s and %s".formatted(a, b));
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
    return logCdf(requireWithin(x), 1 - x);
  }

  /** ln P(X > x). */
  public double logUpperTail(double x) {
    return new Beta(b, a).logCdf(1 - requireWithin(x), x);
  }

  /**
   * ln P(X <= x), with the complement given for itself: needed where x is so near to 1 that its
   * distance is lost.
   */
  double logCdf(double x, double complement) {
    if (x <= 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (complement <= 0) {
      return 0;
    }
    if (x <= (a + 1) / (a + b + 2)) {
      return logFraction(x, complement);
    }
    return Math.log1p(-Math.exp(Math.min(0, new Beta(b, a).logFraction(complement, x))));
  }

  /**
   * The x with P(X <= x) = {@code probability}.
   *
   * @throws IllegalArgumentException unless {@code probability} is between 0 and 1
   */
  public double quantile(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("a probability is between 0 and 1, not " + probability);
    }
    if (probability == 0 || probability == 1) {
      return probability;
    }
    var log = Math.log(probability);
    var logComplement = Math.log1p(-probability);
    var logit =
        probability < 0.5
            ? Roots.of(u -> logCdf(logistic(u), logistic(-u)) - log, Math.log(a / b))
            : Roots.of(
                u -> logComplement - new Beta(b, a).logCdf(logistic(-u), logistic(u)),
                Math.log(a / b));
    return logistic(logit);
  }

  /** The x with P(X > x) = {@code probability}. */
  public double upperQuantile(double probability) {
    return probability < 0.5 ? complementQuantile(probability) : quantile(1 - probability);
  }

  private double complementQuantile(double probability) {
    if (probability == 0) {
      return 1;
    }
    var log = Math.log(probability);
    return logistic(
        Roots.of(u -> log - new Beta(b, a).logCdf(logistic(-u), logistic(u)), Math.log(a / b)));
  }

  private static double logistic(double u) {
    return 1 / (1 + Math.exp(-u));
  }

  private double logFraction(double x, double complement) {
    var logPrefactor =
        SaddlePoint.logBinomial(a, b, x, complement) + Math.log(a) + Math.log(b) - Math.log(a + b);
    return logPrefactor - Math.log(a) + Math.log(fraction(x));
  }

  private double fraction(double x) {
    var c = 1.0;
    var d = 1 / notZero(1 - (a + b) * x / (a + 1));
    var value = d;
    for (var m = 1; m < MOST_TERMS; m++) {
      var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / notZero(1 + even * d);
      c = notZero(1 + even / c);
      value *= d * c;
      var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / notZero(1 + odd * d);
      c = notZero(1 + odd / c);
      value *= d * c;
      if (Math.abs(d * c - 1) < 2e-16) {
        return value;
      }
    }
    throw new IllegalStateException(
        "the incomplete beta function of %s did not converge".formatted(this));
  }

  private static double notZero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }

  private static double requireWithin(double x) {
    if (!(x >= 0 && x <= 1)) {
      throw new IllegalArgumentException("a beta variable is between 0 and 1, not " + x);
    }
    return x;
  }
}
