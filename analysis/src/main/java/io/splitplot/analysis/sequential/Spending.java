package io.splitplot.analysis.sequential;

import io.splitplot.analysis.distribution.Normal;

/**
 * How much of the error probability may be spent until a fraction of the planned information is
 * there (K. K. G. Lan, D. L. DeMets, Biometrika 70, 1983). Everything is for one side: a two-sided
 * test spends half of its alpha on each. From the fraction 1 on all is spent.
 *
 * <p>Amounts are given as natural logarithms, since early looks of a cautious function spend less
 * than a number can hold, and increments for themselves, since looks may be arbitrarily close.
 */
public sealed interface Spending {

  /** Like the test of O'Brien and Fleming: next to nothing early. The default. */
  static Spending obrienFleming() {
    return new ObrienFleming();
  }

  /** Like the test of Pocock: about the same boundary at each look. */
  static Spending pocock() {
    return new Pocock();
  }

  /**
   * Kim and DeMets (1987): alpha times the fraction to a power.
   *
   * @param exponent positive; 1 spends evenly, 3 is near O'Brien and Fleming
   */
  static Spending power(double exponent) {
    return new Power(exponent);
  }

  /**
   * Hwang, Shih and DeCani (1990).
   *
   * @param gamma negative spends late (-4 is near O'Brien and Fleming), positive early, 0 evenly
   */
  static Spending hwangShihDeCani(double gamma) {
    return new HwangShihDeCani(gamma);
  }

  /**
   * ln of what is spent between two fractions of the information.
   *
   * @param from a fraction of at least 0, at which nothing is spent yet
   * @param to a larger fraction
   * @param alpha the error probability of one side
   */
  double logSpentBetween(double from, double to, double alpha);

  /** What is spent until a fraction of the information is there. */
  default double spent(double fraction, double alpha) {
    return fraction >= 1 ? alpha : Math.exp(logSpentBetween(0, fraction, alpha));
  }

  /** 2 (1 - Phi(z / sqrt t)), z the upper quantile of half of alpha. */
  record ObrienFleming() implements Spending {

    @Override
    public double logSpentBetween(double from, double to, double alpha) {
      var start = requireStart(from, to);
      var end = Math.min(to, 1);
      var z = Normal.upperQuantile(alpha / 2);
      var near = z / Math.sqrt(end);
      if (start == 0) {
        return Math.log(2) + Normal.logUpperTail(near);
      }
      var roots = Math.sqrt(start) * Math.sqrt(end) * (Math.sqrt(start) + Math.sqrt(end));
      var width = z * (end - start) / roots;
      return Math.log(2) + logBetween(near, width);
    }

    /** ln P(near < Z < near + width), without subtracting two almost equal tails. */
    private static double logBetween(double near, double width) {
      if (width * (near + 1) > 1) {
        var tail = Normal.logUpperTail(near);
        return tail + Math.log1p(-Math.exp(Normal.logUpperTail(near + width) - tail));
      }
      var integral =
          GaussLegendre.integrate(0, width, v -> Math.exp(-v * (near + v / 2)))
              / Math.sqrt(2 * Math.PI);
      return Math.log(integral) - near * near / 2;
    }
  }

  /** alpha ln(1 + (e - 1) t). */
  record Pocock() implements Spending {

    @Override
    public double logSpentBetween(double from, double to, double alpha) {
      var start = requireStart(from, to);
      var slope = Math.E - 1;
      var growth = slope * (Math.min(to, 1) - start) / (1 + slope * start);
      return Math.log(alpha) + Math.log(Math.log1p(growth));
    }
  }

  /** alpha t^exponent. */
  record Power(double exponent) implements Spending {
    public Power {
      if (!(exponent > 0 && exponent < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("the exponent must be positive, not " + exponent);
      }
    }

    @Override
    public double logSpentBetween(double from, double to, double alpha) {
      var start = requireStart(from, to);
      var end = Math.min(to, 1);
      var whole = Math.log(alpha) + exponent * Math.log(end);
      if (start == 0) {
        return whole;
      }
      return whole + Math.log(-Math.expm1(exponent * Math.log1p((start - end) / end)));
    }
  }

  /** alpha (1 - exp(-gamma t)) / (1 - exp(-gamma)), for gamma = 0 its limit alpha t. */
  record HwangShihDeCani(double gamma) implements Spending {
    public HwangShihDeCani {
      if (!(Math.abs(gamma) <= 500)) {
        throw new IllegalArgumentException("gamma must be within -500 to 500, not " + gamma);
      }
    }

    @Override
    public double logSpentBetween(double from, double to, double alpha) {
      var start = requireStart(from, to);
      var part = Math.min(to, 1) - start;
      if (gamma == 0) {
        return Math.log(alpha) + Math.log(part);
      }
      var share = Math.expm1(-gamma * part) / Math.expm1(-gamma);
      return Math.log(alpha) - gamma * start + Math.log(share);
    }
  }

  private static double requireStart(double from, double to) {
    if (!(from >= 0 && from < to && from < 1)) {
      throw new IllegalArgumentException(
          "alpha is spent from a fraction in [0, 1) to a larger one, not from %s to %s"
              .formatted(from, to));
    }
    return from;
  }
}
