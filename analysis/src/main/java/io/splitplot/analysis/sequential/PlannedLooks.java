package io.splitplot.analysis.sequential;

import io.splitplot.analysis.distribution.Normal;
import java.util.stream.IntStream;

/** What looking costs: a group-sequential test needs more units than one look at the end. */
public final class PlannedLooks {
  private static final double PRECISION = 1e-8;

  private PlannedLooks() {}

  /**
   * How many times the units of a fixed horizon a two-sided test needs at its planned end for the
   * same power, when its looks are evenly spaced. Crossings of the wrong side do not count.
   *
   * @param alpha of both sides together
   * @param looks at least 1
   * @param power above alpha / 2 and below 1
   */
  public static double inflation(Spending spending, double alpha, int looks, double power) {
    if (!(power > alpha / 2 && power < 1)) {
      throw new IllegalArgumentException("the power must be between alpha / 2 and 1, not " + power);
    }
    var fractions =
        IntStream.rangeClosed(1, looks).mapToDouble(look -> (double) look / looks).toArray();
    var boundaries =
        GroupSequential.twoSided(spending, alpha).looks(fractions).stream()
            .mapToDouble(GroupSequential.Look::z)
            .toArray();
    var fixed = Normal.upperQuantile(alpha / 2) + Normal.upperQuantile(1 - power);
    // By secants: the quantile of what is found is nearly a straight line in the drift.
    var before = fixed;
    var missing = missing(before, power, fractions, boundaries);
    var drift = before + missing;
    while (Math.abs(drift - before) > PRECISION * drift) {
      var still = missing(drift, power, fractions, boundaries);
      var step = still == missing ? 0 : still * (drift - before) / (missing - still);
      before = drift;
      missing = still;
      drift += step;
    }
    return Math.max(1, drift / fixed * (drift / fixed));
  }

  /** How much power is missing with that drift, in quantiles of the normal distribution. */
  private static double missing(
      double drift, double power, double[] fractions, double[] boundaries) {
    return Normal.upperQuantile(1 - power)
        - Normal.upperQuantile(1 - found(drift, fractions, boundaries));
  }

  private static double found(double drift, double[] fractions, double[] boundaries) {
    return Crossing.twoSided(drift, fractions, boundaries).above().stream()
        .mapToDouble(Double::doubleValue)
        .sum();
  }
}
