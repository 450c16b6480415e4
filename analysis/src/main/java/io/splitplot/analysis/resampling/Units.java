package io.splitplot.analysis.resampling;

import java.util.Arrays;

/** The units of an arm: for each a value, and for a ratio what it is divided by. */
public final class Units {
  private final double[] values;
  private final double[] denominators;

  private Units(double[] values, double[] denominators) {
    this.values = values;
    this.denominators = denominators;
  }

  /**
   * A metric that is a mean, or a quantile, of one value for each unit.
   *
   * @throws IllegalArgumentException with fewer than 2 units, or if a value is not finite
   */
  public static Units of(double... values) {
    var ones = new double[values.length];
    Arrays.fill(ones, 1);
    return ratio(values, ones);
  }

  /**
   * A metric that is a sum over a sum, such as clicks per page view with the user as the unit.
   *
   * @throws IllegalArgumentException with fewer than 2 units, different lengths, or if a number is
   *     not finite
   */
  public static Units ratio(double[] numerators, double[] denominators) {
    if (numerators.length < 2 || numerators.length != denominators.length) {
      throw new IllegalArgumentException(
          "at least 2 units with both numbers, not %d and %d"
              .formatted(numerators.length, denominators.length));
    }
    for (var i = 0; i < numerators.length; i++) {
      if (!Double.isFinite(numerators[i]) || !Double.isFinite(denominators[i])) {
        throw new IllegalArgumentException("the numbers of unit %d are not finite".formatted(i));
      }
    }
    return new Units(numerators.clone(), denominators.clone());
  }

  int size() {
    return values.length;
  }

  /** The units at these places, perhaps several times. */
  Units at(int[] places) {
    var drawn = new double[places.length];
    var divided = new double[places.length];
    for (var i = 0; i < places.length; i++) {
      drawn[i] = values[places[i]];
      divided[i] = denominators[places[i]];
    }
    return new Units(drawn, divided);
  }

  /** Sum over sum; the mean where every denominator is 1. */
  double ratio() {
    return Arrays.stream(values).sum() / Arrays.stream(denominators).sum();
  }

  /** What each unit adds to {@link #ratio()}: its residual over the sum of denominators. */
  double[] ratioInfluence() {
    var ratio = ratio();
    var sum = Arrays.stream(denominators).sum();
    var influence = new double[values.length];
    for (var i = 0; i < values.length; i++) {
      influence[i] = (values[i] - ratio * denominators[i]) / sum;
    }
    return influence;
  }

  /** The sample quantile, type 7 of Hyndman and Fan (1996). */
  double quantile(double p) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    var place = p * (sorted.length - 1);
    var below = (int) Math.floor(place);
    var above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /**
   * What each unit adds to the quantile: its side over the density there, the density from the
   * spread of the order statistics one standard error of the rank away.
   */
  double[] quantileInfluence(double p) {
    var n = (double) values.length;
    var rankError = Math.sqrt(p * (1 - p) / n);
    var spread = quantile(Math.min(1, p + rankError)) - quantile(Math.max(0, p - rankError));
    var inverseDensity = spread / (2 * rankError);
    var quantile = quantile(p);
    return Arrays.stream(values)
        .map(value -> (value <= quantile ? p - 1 : p) * inverseDensity / n)
        .toArray();
  }
}
