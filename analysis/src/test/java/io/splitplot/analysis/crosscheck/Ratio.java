package io.splitplot.analysis.crosscheck;

import java.util.Arrays;

/** A metric sum over sum, by the residuals N - R D of its units (delta method). */
public record Ratio(long n, double ratio, double variance) {

  public static Ratio of(double[] numerators, double[] denominators) {
    var n = numerators.length;
    var denominator = Arrays.stream(denominators).sum();
    var ratio = Arrays.stream(numerators).sum() / denominator;
    var residuals = new double[n];
    for (var i = 0; i < n; i++) {
      residuals[i] = numerators[i] - ratio * denominators[i];
    }
    var mean = denominator / n;
    return new Ratio(n, ratio, new Sample(residuals).squares() / (n - 1) / (mean * mean));
  }

  /** The ratio as if it were a mean. */
  public Arm arm() {
    return new Arm(n, ratio, variance);
  }
}
