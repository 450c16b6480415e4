package io.splitplot.analysis.sequential;

import java.util.Arrays;
import java.util.List;

/**
 * The exact chances that a sequence of looks leaves its boundaries, by the recursive integration of
 * Armitage, McPherson and Rowe (1969).
 *
 * @param above for each look, P(the first crossing is there and upward)
 * @param below for each look, P(the first crossing is there and downward)
 */
public record Crossing(List<Double> above, List<Double> below) {
  public Crossing {
    above = List.copyOf(above);
    below = List.copyOf(below);
  }

  /**
   * The chances for symmetric boundaries.
   *
   * @param drift the expected z at the information fraction 1; 0 where there is no effect
   * @param fractions of the information, positive and increasing
   * @param boundaries for each look the z that |z| must exceed
   */
  public static Crossing twoSided(double drift, double[] fractions, double[] boundaries) {
    return of(drift, fractions, Arrays.stream(boundaries).map(z -> -z).toArray(), boundaries);
  }

  /** The chances where only large z cross. */
  public static Crossing oneSided(double drift, double[] fractions, double[] boundaries) {
    var none = new double[boundaries.length];
    Arrays.fill(none, Double.NEGATIVE_INFINITY);
    return of(drift, fractions, none, boundaries);
  }

  /**
   * The chances for any boundaries.
   *
   * @param drift the expected z at the information fraction 1
   * @param fractions of the information, positive and increasing
   * @param lower for each look the z below which it is crossed, perhaps negative infinity
   * @param upper for each look the z above which it is crossed, perhaps infinity
   */
  public static Crossing of(double drift, double[] fractions, double[] lower, double[] upper) {
    require(drift, fractions, lower, upper);
    var above = new Double[fractions.length];
    var below = new Double[fractions.length];
    var walk = new Walk(drift);
    for (var i = 0; i < fractions.length; i++) {
      var root = Math.sqrt(fractions[i]);
      above[i] = walk.survivors().above(fractions[i], upper[i] * root);
      below[i] = walk.survivors().below(fractions[i], lower[i] * root);
      if (i < fractions.length - 1) {
        walk.survive(fractions[i], lower[i], upper[i]);
      }
    }
    return new Crossing(List.of(above), List.of(below));
  }

  /** The chance of any crossing. */
  public double total() {
    return sum(above) + sum(below);
  }

  private static double sum(List<Double> probabilities) {
    return probabilities.stream().mapToDouble(Double::doubleValue).sum();
  }

  private static void require(double drift, double[] fractions, double[] lower, double[] upper) {
    if (!Double.isFinite(drift)) {
      throw new IllegalArgumentException("the drift must be finite, not " + drift);
    }
    GroupSequential.requireIncreasing(fractions);
    if (lower.length != fractions.length || upper.length != fractions.length) {
      throw new IllegalArgumentException(
          "%d looks need as many boundaries, not %d and %d"
              .formatted(fractions.length, lower.length, upper.length));
    }
    for (var i = 0; i < lower.length; i++) {
      if (!(lower[i] < upper[i])) {
        throw new IllegalArgumentException(
            "the lower boundary %s of look %d is not below the upper %s"
                .formatted(lower[i], i + 1, upper[i]));
      }
    }
  }
}
