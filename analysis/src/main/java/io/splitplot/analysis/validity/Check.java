package io.splitplot.analysis.validity;

import io.splitplot.analysis.distribution.Kolmogorov;
import java.util.Arrays;
import java.util.function.DoublePredicate;

/**
 * One measured number and what it is held against.
 *
 * @param name what was measured
 * @param role whether it must be within the limits or outside
 * @param kind how the number is to be read
 * @param measured a count, or the number itself
 * @param runs how many simulated experiments it is from
 * @param limits in the same unit as the number
 */
public record Check(String name, Role role, Kind kind, double measured, int runs, Limits limits) {

  /** What is expected. */
  public enum Role {
    /** Within the limits. */
    GOAL,
    /** Above the limits: something known to be wrong, which the simulation must notice. */
    CONTROL
  }

  /** What kind of number it is. */
  public enum Kind {
    /** So many of the runs. */
    COUNT,
    /** A number by itself, such as a mean. */
    NUMBER
  }

  /** The count must be as likely as chance makes it. */
  static Check rate(String name, double[] outcomes, DoublePredicate isCounted, double chance) {
    return count(name, outcomes, isCounted, Limits.count(outcomes.length, chance));
  }

  /** The count may be smaller than chance makes it. */
  static Check rateAtMost(
      String name, double[] outcomes, DoublePredicate isCounted, double chance) {
    return count(name, outcomes, isCounted, Limits.countAtMost(outcomes.length, chance));
  }

  /** The count may be larger than chance makes it. */
  static Check rateAtLeast(
      String name, double[] outcomes, DoublePredicate isCounted, double chance) {
    return count(name, outcomes, isCounted, Limits.countAtLeast(outcomes.length, chance));
  }

  /**
   * The number of outcomes that are counted.
   *
   * @throws IllegalStateException where SQL gave no number: it would never be counted
   */
  static Check count(String name, double[] outcomes, DoublePredicate isCounted, Limits limits) {
    requireNumbers(name, outcomes);
    var count = Arrays.stream(outcomes).filter(isCounted).count();
    return new Check(name, Role.GOAL, Kind.COUNT, count, outcomes.length, limits);
  }

  /** The p-values must be spread evenly. */
  static Check uniform(String name, double[] pValues) {
    var distance = Kolmogorov.uniform(pValues).statistic();
    var limits = Limits.distance(pValues.length);
    return new Check(name, Role.GOAL, Kind.NUMBER, distance, pValues.length, limits);
  }

  /** The mean must be within these limits. */
  static Check mean(String name, double[] values, Limits limits) {
    requireNumbers(name, values);
    var mean = Arrays.stream(values).average().orElseThrow();
    return new Check(name, Role.GOAL, Kind.NUMBER, mean, values.length, limits);
  }

  private static void requireNumbers(String name, double[] values) {
    var missing = Arrays.stream(values).filter(Double::isNaN).count();
    if (missing > 0) {
      throw new IllegalStateException(
          "SP-VALIDATE-007: %s: SQL gave null for %d of %d"
              .formatted(name, missing, values.length));
    }
  }

  /** The same number, which is to be above the limits. */
  Check asControl() {
    return new Check(name, Role.CONTROL, kind, measured, runs, limits);
  }

  /** Whether it came out as it must. */
  public boolean isPassed() {
    return switch (role) {
      case GOAL -> limits.contain(measured);
      case CONTROL -> measured > limits.high();
    };
  }

  /** The part of the runs that was counted, or the number. */
  public double rate() {
    return scaled(measured);
  }

  /** The lower limit of {@link #rate}. */
  public double lowestRate() {
    return scaled(limits.low());
  }

  /** The upper limit of {@link #rate}. */
  public double highestRate() {
    return scaled(limits.high());
  }

  private double scaled(double value) {
    return kind == Kind.COUNT ? value / runs : value;
  }
}
