package io.splitplot.analysis.crosscheck;

import io.splitplot.analysis.distribution.Normal;

/** Power, sample size and detectable effect by the normal approximation. */
public final class Planning {
  private Planning() {}

  public static double power(double effect, double standardError, double alpha) {
    return powerOf(effect / standardError, Normal.upperQuantile(alpha / 2));
  }

  /** With the pooled standard error in the test and the unpooled one in its distribution. */
  public static double pooledPower(double c, double t, double n, double alpha) {
    var error = Math.sqrt((c * (1 - c) + t * (1 - t)) / n);
    var critical = Normal.upperQuantile(alpha / 2) * pooledDeviation(c, t) / Math.sqrt(n) / error;
    return powerOf((t - c) / error, critical);
  }

  private static double powerOf(double z, double critical) {
    return Normal.upperTail(critical - z) + Normal.upperTail(critical + z);
  }

  public static double units(
      double effect, double varianceC, double varianceT, double ratio, double alpha, double power) {
    var z = sum(alpha, power) / effect;
    return z * z * (varianceC + varianceT / ratio);
  }

  public static double pooledUnits(double c, double t, double alpha, double power) {
    var root =
        Normal.upperQuantile(alpha / 2) * pooledDeviation(c, t)
            + Normal.quantile(power) * Math.sqrt(c * (1 - c) + t * (1 - t));
    return root * root / ((t - c) * (t - c));
  }

  public static double detectable(double standardError, double alpha, double power) {
    return sum(alpha, power) * standardError;
  }

  private static double sum(double alpha, double power) {
    return Normal.upperQuantile(alpha / 2) + Normal.quantile(power);
  }

  private static double pooledDeviation(double c, double t) {
    var mean = (c + t) / 2;
    return Math.sqrt(2 * mean * (1 - mean));
  }
}
