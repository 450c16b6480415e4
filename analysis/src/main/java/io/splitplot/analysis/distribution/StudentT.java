package io.splitplot.analysis.distribution;

/**
 * Student's t distribution: from the beta distribution, and from 100,000 degrees of freedom on,
 * where that loses digits, by the normal equivalent of G. W. Hill (algorithm 395, CACM 13, 1970).
 *
 * @param degreesOfFreedom positive, not necessarily whole
 */
public record StudentT(double degreesOfFreedom) {
  private static final double HILL_FROM = 100_000;

  /** Beyond this t^2 / df the expansion has too few terms, and the continued fraction is short. */
  private static final double HILL_UNTIL = 0.01;

  public StudentT {
    if (!(degreesOfFreedom > 0 && degreesOfFreedom < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "degrees of freedom must be positive, not " + degreesOfFreedom);
    }
  }

  /** P(T <= t). */
  public double cdf(double t) {
    return upperTail(-t);
  }

  /** P(T > t). */
  public double upperTail(double t) {
    requireNumber(t);
    return t >= 0 ? twoSided(t) / 2 : 0.5 + centre(-t) / 2;
  }

  /** P(|T| > |t|). */
  public double twoSided(double t) {
    return Math.exp(logTwoSided(t));
  }

  /** ln P(|T| > |t|), finite where the probability is too small for a number. */
  public double logTwoSided(double t) {
    requireNumber(t);
    if (isNearlyNormal(t)) {
      return Normal.logTwoSided(normalEquivalent(t));
    }
    var ratio = t / Math.sqrt(degreesOfFreedom) * (t / Math.sqrt(degreesOfFreedom));
    if (ratio == Double.POSITIVE_INFINITY) {
      return logFarTail(Math.abs(t));
    }
    return new Beta(degreesOfFreedom / 2, 0.5).logCdf(1 / (1 + ratio), ratio / (1 + ratio));
  }

  /** ln P(T > t). */
  public double logUpperTail(double t) {
    return t >= 0 ? logTwoSided(t) - Math.log(2) : Math.log1p(-upperTail(-t));
  }

  /** ln P(T <= t). */
  public double logCdf(double t) {
    return logUpperTail(-t);
  }

  /**
   * The t with P(T > t) = {@code probability}.
   *
   * @throws IllegalArgumentException unless {@code probability} is within 0 and 1
   */
  public double upperQuantile(double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "the probability must be within 0 and 1, not " + probability);
    }
    if (probability == 0.5) {
      return 0;
    }
    if (probability > 0.5) {
      return -upperQuantile(1 - probability);
    }
    var start = Math.log(Normal.upperQuantile(probability));
    if (probability < 0.25) {
      var log = Math.log(2) + Math.log(probability);
      return Math.exp(Roots.of(u -> log - logTwoSided(Math.exp(u)), start));
    }
    var log = Math.log(1 - 2 * probability);
    return Math.exp(Roots.of(u -> Math.log(centre(Math.exp(u))) - log, start));
  }

  /** P(|T| <= |t|), for itself. */
  private double centre(double t) {
    if (isNearlyNormal(t)) {
      return Normal.erf(normalEquivalent(t) / Math.sqrt(2));
    }
    var ratio = t / Math.sqrt(degreesOfFreedom) * (t / Math.sqrt(degreesOfFreedom));
    if (ratio > 1e15) {
      return 1 - twoSided(t);
    }
    return Math.exp(
        new Beta(0.5, degreesOfFreedom / 2).logCdf(ratio / (1 + ratio), 1 / (1 + ratio)));
  }

  private boolean isNearlyNormal(double t) {
    return degreesOfFreedom >= HILL_FROM && t * t <= HILL_UNTIL * degreesOfFreedom;
  }

  /** The z that is as improbable as {@code t}, of at least 0. */
  private double normalEquivalent(double t) {
    var a = degreesOfFreedom - 0.5;
    var b = 48 * a * a;
    var y = a * Math.log1p(t / degreesOfFreedom * t);
    var correction = (((-0.4 * y - 3.3) * y - 24) * y - 85.5) / (0.8 * y * y + 100 + b);
    return ((correction + y + 3) / b + 1) * Math.sqrt(y);
  }

  /** The leading term of the tail, exact where t^2 is beyond what a number can hold. */
  private double logFarTail(double t) {
    if (t == Double.POSITIVE_INFINITY) {
      return Double.NEGATIVE_INFINITY;
    }
    var half = degreesOfFreedom / 2;
    return degreesOfFreedom * (Math.log(degreesOfFreedom) / 2 - Math.log(t))
        - Math.log(half)
        - org.apache.commons.math3.special.Beta.logBeta(half, 0.5);
  }

  private static void requireNumber(double t) {
    if (Double.isNaN(t)) {
      throw new IllegalArgumentException("t is not a number");
    }
  }
}
