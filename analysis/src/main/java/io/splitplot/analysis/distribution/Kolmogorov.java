package io.splitplot.analysis.distribution;

import java.util.Arrays;

/**
 * The Kolmogorov-Smirnov test of numbers against the uniform distribution on [0, 1], as for the
 * p-values of tests whose null hypothesis is true.
 *
 * <p>The p-value is that of the finite sample, in the spirit of R. Simard and P. L'Ecuyer (J. Stat.
 * Software 39(11), 2011): far in the tail twice the one-sided probability of Birnbaum and Tingey
 * (1951), elsewhere the chance that a Poisson process stays in its band (J. Pomeranz, 1974), and
 * for samples too large for that the expansion of W. Pelz and I. J. Good (JRSS B 38, 1976).
 *
 * @param statistic D, the largest distance between the empirical distribution and the uniform one
 * @param size the number of values
 */
public record Kolmogorov(double statistic, int size) {
  /** From this n D^2 on both-sided excursions are rarer than 1e-9 of one-sided ones. */
  private static final double ONE_SIDED_FROM = 3.6;

  /** From this size on the expansion is better than 1e-8. */
  private static final int EXPANSION_FROM = 20_000;

  public Kolmogorov {
    if (!(statistic > 0 && statistic <= 1)) {
      throw new IllegalArgumentException("D is above 0 and at most 1, not " + statistic);
    }
    if (size < 1) {
      throw new IllegalArgumentException("a sample has at least one value");
    }
  }

  /**
   * The test of these values, in any order.
   *
   * @throws IllegalArgumentException if there is none, or one is not within 0 and 1
   */
  public static Kolmogorov uniform(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a sample has at least one value");
    }
    var sorted = values.clone();
    Arrays.sort(sorted);
    if (!(sorted[0] >= 0 && sorted[sorted.length - 1] <= 1)) {
      throw new IllegalArgumentException(
          "values must be within 0 and 1, not %s to %s"
              .formatted(sorted[0], sorted[sorted.length - 1]));
    }
    var n = (double) sorted.length;
    var distance = 0.0;
    for (var i = 0; i < sorted.length; i++) {
      distance = Math.max(distance, Math.max((i + 1) / n - sorted[i], sorted[i] - i / n));
    }
    return new Kolmogorov(distance, sorted.length);
  }

  /** The chance of a D at least this large when the values are uniform and independent. */
  public double pValue() {
    if (statistic >= 1) {
      return 0;
    }
    if (size * statistic * statistic >= ONE_SIDED_FROM) {
      return Math.min(1, 2 * oneSided());
    }
    return size >= EXPANSION_FROM ? 1 - expansion() : 1 - staysInBand();
  }

  /** The limit of the p-value for large samples: Kolmogorov (1933). */
  public double asymptoticPValue() {
    var x = Math.sqrt(size) * statistic;
    return x < 1 ? 1 - limit(x) : limitUpperTail(x);
  }

  private static double limitUpperTail(double x) {
    var sum = 0.0;
    for (var k = 10; k >= 1; k--) {
      sum += (k % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * k * k * x * x);
    }
    return sum;
  }

  /** The limiting distribution function in the form that converges for small x. */
  private static double limit(double x) {
    var sum = 0.0;
    for (var k = 0; k < 10; k++) {
      sum += Math.exp(-square((2 * k + 1) * Math.PI / x) / 8);
    }
    return Math.sqrt(2 * Math.PI) / x * sum;
  }

  /** P(the empirical distribution is above the uniform one by D somewhere). */
  private double oneSided() {
    // nothing below: the first values are all above D
    var sum = Math.exp(size * Math.log1p(-statistic));
    for (var j = 1; j < size; j++) {
      var place = statistic + (double) j / size;
      var rest = 1 - place;
      if (rest <= 0) {
        break;
      }
      sum += Math.exp(SaddlePoint.logBinomial(j, size - j, place, rest)) * statistic / place;
    }
    return sum;
  }

  /** P(D smaller than this), from a Poisson process given that it has n events. */
  private double staysInBand() {
    var halfWidth = size * statistic;
    return halfWidth <= 0.5 ? 0 : new PoissonBand(size, halfWidth).probability();
  }

  /** P(D smaller than this) by the first four terms in powers of the root of n. */
  private double expansion() {
    var x = Math.sqrt(size) * statistic;
    var x2 = x * x;
    var x4 = x2 * x2;
    var pi2 = Math.PI * Math.PI;
    var pi4 = pi2 * pi2;
    var first = 0.0;
    var second = 0.0;
    var third = 0.0;
    var thirdWhole = 0.0;
    var fourth = 0.0;
    var fourthWhole = 0.0;
    for (var k = 0; k < 20; k++) {
      var h = square(k + 0.5);
      var half = Math.exp(-h * pi2 / (2 * x2));
      first += half;
      second += (pi2 * h - x2) * half;
      third +=
          (6 * x4 * x2 + 2 * x4 + pi2 * (2 * x4 - 5 * x2) * h + pi4 * (1 - 2 * x2) * h * h) * half;
      fourth +=
          (-30 * x4 * x2
                  - 90 * x4 * x4
                  + pi2 * (135 * x4 - 96 * x4 * x2) * h
                  + pi4 * (212 * x4 - 60 * x2) * h * h
                  + pi2 * pi4 * h * h * h * (5 - 30 * x2))
              * half;
    }
    for (var k = 1; k < 20; k++) {
      var w = (double) k * k;
      var whole = Math.exp(-w * pi2 / (2 * x2));
      thirdWhole += pi2 * w * whole;
      fourthWhole += (3 * pi2 * x2 * w - pi4 * w * w) * whole;
    }
    var n = (double) size;
    var root = Math.sqrt(Math.PI / 2);
    var x3 = x2 * x;
    return 2 * root * first / x
        + root * second / (3 * x4 * Math.sqrt(n))
        + (root * third / (36 * x4 * x3) - root * thirdWhole / (18 * x3)) / n
        + (root * fourth / (3240 * x4 * x4 * x2) + root * fourthWhole / (108 * x4 * x2))
            / (n * Math.sqrt(n));
  }

  private static double square(double value) {
    return value * value;
  }
}
