package io.splitplot.analysis.crosscheck;

import io.splitplot.analysis.Interval;
import io.splitplot.analysis.distribution.Beta;
import io.splitplot.analysis.distribution.Normal;
import java.math.BigDecimal;

/** Successes of units in two arms. */
public record Proportions(
    long baselineSuccesses,
    long baselineUnits,
    long treatmentSuccesses,
    long treatmentUnits,
    double level) {

  public double baseline() {
    return (double) baselineSuccesses / baselineUnits;
  }

  public double treatment() {
    return (double) treatmentSuccesses / treatmentUnits;
  }

  public String state() {
    if (baselineUnits < 1 || treatmentUnits < 1) {
      return "insufficient_data";
    }
    return pooledError() == 0 ? "zero_variance" : "ok";
  }

  public double difference() {
    // the numerator is a whole number that may be too large for a long: one rounding at the end
    var numerator =
        BigDecimal.valueOf(treatmentSuccesses)
            .multiply(BigDecimal.valueOf(baselineUnits))
            .subtract(
                BigDecimal.valueOf(baselineSuccesses).multiply(BigDecimal.valueOf(treatmentUnits)));
    return numerator.doubleValue() / baselineUnits / treatmentUnits;
  }

  public double pooledError() {
    var units = (double) baselineUnits + treatmentUnits;
    var successes = (double) baselineSuccesses + treatmentSuccesses;
    return Math.sqrt(
        successes
            / units
            * ((units - successes) / units)
            * (1.0 / baselineUnits + 1.0 / treatmentUnits));
  }

  public double pooledZ() {
    return pooledError() == 0 ? Double.NaN : difference() / pooledError();
  }

  public double pooledP() {
    return pooledError() == 0 ? Double.NaN : Normal.twoSided(pooledZ());
  }

  public double pooledLogP() {
    return pooledError() == 0 ? Double.NaN : Normal.logTwoSided(pooledZ());
  }

  public double unpooledError() {
    return Math.sqrt(
        variance(baselineSuccesses, baselineUnits) + variance(treatmentSuccesses, treatmentUnits));
  }

  public double unpooledZ() {
    return unpooledError() == 0 ? Double.NaN : difference() / unpooledError();
  }

  public Interval wald() {
    return Interval.around(difference(), z() * unpooledError());
  }

  /** Newcombe (1998), method 10. */
  public Interval newcombe() {
    var c = wilson(baselineSuccesses, baselineUnits, level);
    var t = wilson(treatmentSuccesses, treatmentUnits, level);
    return new Interval(
        difference() - Math.hypot(treatment() - t.low(), c.high() - baseline()),
        difference() + Math.hypot(t.high() - treatment(), baseline() - c.low()));
  }

  /** Agresti and Caffo (2000): Wald after one more success and failure in each arm. */
  public Interval agrestiCaffo() {
    var wider =
        new Proportions(
                baselineSuccesses + 1,
                baselineUnits + 2,
                treatmentSuccesses + 1,
                treatmentUnits + 2,
                level)
            .wald();
    return new Interval(Math.max(-1, wider.low()), Math.min(1, wider.high()));
  }

  /** Wilson (1927), as the roots of its quadratic equation. */
  public static Interval wilson(long successes, long units, double level) {
    var z = Normal.upperQuantile((1 - level) / 2);
    var failures = units - successes;
    var root = Math.sqrt((double) successes / units * failures + z * z / 4);
    var upper = (successes + z * z / 2 + z * root) / (units + z * z);
    var upperFailure = (failures + z * z / 2 + z * root) / (units + z * z);
    // the product of the roots is p^2 / (1 + z^2 / n): no difference of equal numbers
    var lower = (double) successes / units * successes / ((units + z * z) * upper);
    return new Interval(lower, failures == 0 ? 1 : Math.min(1, Math.max(upper, 1 - upperFailure)));
  }

  /** Clopper and Pearson (1934). */
  public static Interval clopperPearson(long successes, long units, double level) {
    var tail = (1 - level) / 2;
    var low = successes == 0 ? 0 : new Beta(successes, units - successes + 1.0).quantile(tail);
    var high =
        successes == units
            ? 1
            : new Beta(successes + 1.0, (double) units - successes).upperQuantile(tail);
    return new Interval(low, high);
  }

  private double z() {
    return Normal.upperQuantile((1 - level) / 2);
  }

  private static double variance(long successes, long units) {
    return (double) successes / units * ((double) (units - successes) / units) / units;
  }
}
