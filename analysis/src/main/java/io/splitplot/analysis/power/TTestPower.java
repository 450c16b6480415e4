package io.splitplot.analysis.power;

import io.splitplot.analysis.distribution.Normal;
import io.splitplot.analysis.distribution.StudentT;

/**
 * The power of the two-sided t test of two means, by the noncentral t distribution: with few units
 * it is visibly less than the normal approximation says. For unequal variances the degrees of
 * freedom are Welch's at the true variances, which is an approximation, as Welch's test is.
 *
 * @param deviationBaseline standard deviation in the baseline arm
 * @param deviationTreatment standard deviation in the treatment arm
 * @param alpha of both sides together
 */
public record TTestPower(double deviationBaseline, double deviationTreatment, double alpha) {
  /** From here on t and normal differ by less than rounding of any plan. */
  private static final double NORMAL_FROM = 1e9;

  private static final long MOST_UNITS = 1_000_000_000_000L;

  /**
   * Units of each arm.
   *
   * @param baseline at least 2
   * @param treatment at least 2
   */
  public record Units(long baseline, long treatment) {}

  public TTestPower {
    if (!(deviationBaseline >= 0
        && deviationTreatment >= 0
        && deviationBaseline + deviationTreatment > 0
        && deviationBaseline + deviationTreatment < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "standard deviations are not negative and not both 0: %s and %s"
              .formatted(deviationBaseline, deviationTreatment));
    }
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("alpha must be between 0 and 1, not " + alpha);
    }
  }

  /** For arms that vary alike. */
  public static TTestPower of(double deviation, double alpha) {
    return new TTestPower(deviation, deviation, alpha);
  }

  /**
   * The chance that the Welch test rejects.
   *
   * @param effect the true difference, in the unit of the deviations
   */
  public double welch(double effect, Units units) {
    requireUnits(units);
    var c = deviationBaseline * deviationBaseline / units.baseline();
    var t = deviationTreatment * deviationTreatment / units.treatment();
    var share = c / (c + t);
    var freedom =
        1
            / (share * share / (units.baseline() - 1)
                + (1 - share) * (1 - share) / (units.treatment() - 1));
    return power(effect / Math.sqrt(c + t), freedom);
  }

  /**
   * The chance that the test with one common variance rejects.
   *
   * @param effect the true difference, in the unit of the deviations
   * @throws IllegalArgumentException if the deviations differ
   */
  public double equalVariances(double effect, Units units) {
    requireUnits(units);
    if (deviationBaseline != deviationTreatment) {
      throw new IllegalArgumentException(
          "the deviations differ: %s and %s".formatted(deviationBaseline, deviationTreatment));
    }
    var error = deviationBaseline * Math.sqrt(1.0 / units.baseline() + 1.0 / units.treatment());
    return power(effect / error, (double) units.baseline() + units.treatment() - 2);
  }

  /**
   * The fewest units for which the Welch test has the power.
   *
   * @param effect the true difference, not 0
   * @param ratio units of the treatment arm for each of the baseline arm; rounded up
   * @param power above alpha and below 1
   */
  public Units unitsNeeded(double effect, double ratio, double power) {
    if (!(Math.abs(effect) > 0 && Math.abs(effect) < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("no number of units finds the effect " + effect);
    }
    if (!(ratio > 0 && ratio < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the ratio must be positive, not " + ratio);
    }
    if (!(power > alpha && power < 1)) {
      throw new IllegalArgumentException(
          "the power must be between alpha %s and 1, not %s".formatted(alpha, power));
    }
    var low = 1L; // too few
    var high = 2L;
    while (welch(effect, arms(high, ratio)) < power) {
      low = high;
      high *= 2;
      if (high > MOST_UNITS) {
        throw new IllegalArgumentException(
            "the effect %s needs more than %d units".formatted(effect, MOST_UNITS));
      }
    }
    while (high - low > 1) {
      var middle = (low + high) / 2;
      if (welch(effect, arms(middle, ratio)) < power) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return arms(high, ratio);
  }

  private static Units arms(long baseline, double ratio) {
    return new Units(baseline, Math.max(2, (long) Math.ceil(ratio * baseline)));
  }

  private double power(double noncentrality, double freedom) {
    if (!Double.isFinite(noncentrality)) {
      throw new IllegalArgumentException("the effect must be finite");
    }
    if (freedom >= NORMAL_FROM) {
      var z = Normal.upperQuantile(alpha / 2);
      return Normal.upperTail(z - noncentrality) + Normal.upperTail(z + noncentrality);
    }
    var critical = new StudentT(freedom).upperQuantile(alpha / 2);
    var distribution = new NoncentralT(freedom, noncentrality);
    return distribution.upperTail(critical) + distribution.lowerTail(-critical);
  }

  private static void requireUnits(Units units) {
    if (units.baseline() < 2 || units.treatment() < 2) {
      throw new IllegalArgumentException(
          "a variance needs 2 units in each arm, not %d and %d"
              .formatted(units.baseline(), units.treatment()));
    }
  }
}
