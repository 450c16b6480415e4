package io.splitplot.analysis.crosscheck;

/**
 * What a test of means knows of an arm.
 *
 * @param n units
 * @param mean of the metric
 * @param variance of the sample, with divisor n - 1
 */
public record Arm(long n, double mean, double variance) {

  /** The variance of the mean. */
  public double error() {
    return variance / n;
  }
}
