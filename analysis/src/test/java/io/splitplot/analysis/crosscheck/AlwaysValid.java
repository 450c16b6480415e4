package io.splitplot.analysis.crosscheck;

import io.splitplot.analysis.distribution.Normal;

/** The normal mixture of Robbins (1970), in its two usual forms. */
public final class AlwaysValid {
  private AlwaysValid() {}

  /** ln of the likelihood ratio of a mixture with variance {@code tau2} against no effect. */
  public static double logRatio(double effect, double variance, double tau2) {
    return -Math.log1p(tau2 / variance) / 2
        + tau2 * effect * effect / (2 * variance * (variance + tau2));
  }

  /** Half the width of the confidence sequence of the mixture. */
  public static double mixtureHalfWidth(double variance, double tau2, double alpha) {
    return Math.sqrt(
        variance
            * (variance + tau2)
            / tau2
            * (2 * Math.log(1 / alpha) + Math.log1p(tau2 / variance)));
  }

  /** The rho of Waudby-Smith et al. (2024) that is tightest at a number of units. */
  public static double rho(double tunedAt, double alpha) {
    return Math.sqrt((-2 * Math.log(alpha) + Math.log1p(-2 * Math.log(alpha))) / tunedAt);
  }

  /** Half the width of the asymptotic confidence sequence (theorem 2.2 there). */
  public static double asymptoticHalfWidth(
      double standardError, double units, double rho, double alpha) {
    var scaled = units * rho * rho;
    return standardError
        * Math.sqrt(2 * (scaled + 1) / scaled * (Math.log1p(scaled) / 2 - Math.log(alpha)));
  }

  /** The width relative to the fixed interval. */
  public static double relativeWidth(double halfWidth, double standardError, double alpha) {
    return halfWidth / (Normal.upperQuantile(alpha / 2) * standardError);
  }
}
