package io.splitplot.analysis.resampling;

import io.splitplot.analysis.Interval;
import io.splitplot.analysis.distribution.Normal;
import java.util.Arrays;
import org.apache.commons.math3.random.Well19937c;

/**
 * The bootstrap of two arms: units are drawn again with replacement, each arm for itself, and the
 * statistic is computed anew (B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993).
 * The same seed gives the same numbers, on every machine.
 */
public final class Bootstrap {
  private static final int FEWEST = 100;

  private final Statistic statistic;
  private final Units baseline;
  private final Units treatment;
  private final double estimate;
  private final double[] sorted;

  private Bootstrap(Statistic statistic, Units baseline, Units treatment, double[] sorted) {
    this.statistic = statistic;
    this.baseline = baseline;
    this.treatment = treatment;
    this.sorted = sorted;
    estimate = statistic.of(baseline, treatment);
  }

  /**
   * Draws the units again and again.
   *
   * @param repetitions at least 100; a thousand or more for an interval that does not wobble
   * @throws IllegalArgumentException if a drawn sample has no such statistic, as when the baseline
   *     of a lift is 0
   */
  public static Bootstrap of(
      Statistic statistic, Units baseline, Units treatment, int repetitions, long seed) {
    if (repetitions < FEWEST) {
      throw new IllegalArgumentException(
          "at least %d repetitions, not %d".formatted(FEWEST, repetitions));
    }
    var random = new Well19937c(seed);
    var drawn = new double[repetitions];
    for (var i = 0; i < repetitions; i++) {
      drawn[i] = statistic.of(draw(baseline, random), draw(treatment, random));
      requireNumber(drawn[i]);
    }
    Arrays.sort(drawn);
    var bootstrap = new Bootstrap(statistic, baseline, treatment, drawn);
    requireNumber(bootstrap.estimate);
    return bootstrap;
  }

  private static Units draw(Units units, Well19937c random) {
    var places = new int[units.size()];
    for (var i = 0; i < places.length; i++) {
      places[i] = random.nextInt(places.length);
    }
    return units.at(places);
  }

  private static void requireNumber(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a sample has no finite statistic: a denominator is 0");
    }
  }

  /** The statistic of the units as they are. */
  public double estimate() {
    return estimate;
  }

  /** The standard deviation of the drawn statistics. */
  public double standardError() {
    var mean = Arrays.stream(sorted).average().orElseThrow();
    var squares = Arrays.stream(sorted).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / (sorted.length - 1));
  }

  /** The middle of the drawn statistics. */
  public Interval percentile(double level) {
    var tail = (1 - requireLevel(level)) / 2;
    return new Interval(quantile(tail), quantile(1 - tail));
  }

  /**
   * The bias-corrected and accelerated interval (Efron, JASA 82, 1987): second-order correct also
   * for skewed metrics. The acceleration is from the influence of each unit.
   */
  public Interval accelerated(double level) {
    var z = Normal.upperQuantile((1 - requireLevel(level)) / 2);
    var bias = bias();
    var acceleration = acceleration();
    return new Interval(
        quantile(shifted(bias, acceleration, -z)), quantile(shifted(bias, acceleration, z)));
  }

  private static double shifted(double bias, double acceleration, double z) {
    var sum = bias + z;
    var room = 1 - acceleration * sum;
    // where the correction breaks down it asks for more than any sample has
    return room <= 0 ? (sum < 0 ? 0 : 1) : Normal.cdf(bias + sum / room);
  }

  /** The normal quantile of the part of drawn statistics below the estimate, half of ties. */
  private double bias() {
    var below = Arrays.stream(sorted).filter(value -> value < estimate).count();
    var equal = Arrays.stream(sorted).filter(value -> value == estimate).count();
    var part = (below + equal / 2.0) / sorted.length;
    var least = 0.5 / sorted.length;
    return Normal.quantile(Math.min(1 - least, Math.max(least, part)));
  }

  private double acceleration() {
    var squares = 0.0;
    var cubes = 0.0;
    for (var influence :
        new double[][] {
          statistic.baselineInfluence(baseline, treatment),
          statistic.treatmentInfluence(baseline, treatment)
        }) {
      for (var part : influence) {
        squares += part * part;
        cubes += part * part * part;
      }
    }
    return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
  }

  private double quantile(double p) {
    var place = p * (sorted.length - 1);
    var below = (int) Math.floor(place);
    var above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  private static double requireLevel(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("the level must be between 0 and 1, not " + level);
    }
    return level;
  }
}
