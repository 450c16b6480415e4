package io.splitplot.analysis.crosscheck;

import io.splitplot.analysis.distribution.Normal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;

/** Values of one arm, and what is computed from the values themselves. */
public final class Sample {
  private final double[] sorted;

  public Sample(double... values) {
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  public int size() {
    return sorted.length;
  }

  public static Sample pooled(Sample one, Sample other) {
    var all = Arrays.copyOf(one.sorted, one.size() + other.size());
    System.arraycopy(other.sorted, 0, all, one.size(), other.size());
    return new Sample(all);
  }

  public Sample cappedAt(double cap) {
    return new Sample(Arrays.stream(sorted).map(y -> Math.min(y, cap)).toArray());
  }

  public long above(double cap) {
    return Arrays.stream(sorted).filter(y -> y > cap).count();
  }

  /** The mean by exact decimal addition. */
  public double mean() {
    return sum(sorted)
        .divide(BigDecimal.valueOf(size()), java.math.MathContext.DECIMAL128)
        .doubleValue();
  }

  /** The sum of squared distances from the mean, exact but for the last rounding. */
  public double squares() {
    var mean = sum(sorted).divide(BigDecimal.valueOf(size()), new java.math.MathContext(60));
    var total = BigDecimal.ZERO;
    for (var y : sorted) {
      var distance = new BigDecimal(y).subtract(mean);
      total = total.add(distance.multiply(distance), new java.math.MathContext(60));
    }
    return total.doubleValue();
  }

  public Arm arm() {
    return new Arm(size(), mean(), size() < 2 ? Double.NaN : squares() / (size() - 1));
  }

  private static BigDecimal sum(double[] values) {
    return Arrays.stream(values).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Type 7 of Hyndman and Fan (1996). */
  public double interpolatedQuantile(BigDecimal p) {
    var place = p.multiply(BigDecimal.valueOf(size() - 1));
    var below = place.setScale(0, RoundingMode.FLOOR).intValue();
    var part = place.subtract(BigDecimal.valueOf(below)).doubleValue();
    var above = Math.min(below + 1, size() - 1);
    return sorted[below] + part * (sorted[above] - sorted[below]);
  }

  /** Type 1 of Hyndman and Fan (1996). */
  public double observedQuantile(BigDecimal p) {
    var rank = p.multiply(BigDecimal.valueOf(size())).setScale(0, RoundingMode.CEILING).intValue();
    return sorted[Math.max(rank, 1) - 1];
  }

  /** The order statistic of a rank from 1 on; infinite outside. */
  public double atRank(int rank) {
    if (rank < 1) {
      return Double.NEGATIVE_INFINITY;
    }
    return rank > size() ? Double.POSITIVE_INFINITY : sorted[rank - 1];
  }

  /** Ranks between whose values the quantile is, and the confidence of that. */
  public record Ranks(int low, int high, double coverage) {}

  /** By the binomial distribution of how many values are below (David, Nagaraja, section 7.1). */
  public Ranks binomialRanks(double p, double level) {
    var chances = new double[size() + 1];
    for (var k = 0; k <= size(); k++) {
      chances[k] = Math.exp(logChoose(size(), k) + k * Math.log(p) + (size() - k) * Math.log1p(-p));
    }
    var low = smallestWith(chances, (1 - level) / 2);
    var high = smallestWith(chances, (1 + level) / 2) + 1;
    var coverage = 0.0;
    for (var k = low; k < high && k <= size(); k++) {
      coverage += chances[k];
    }
    return new Ranks(low, high, coverage);
  }

  /** The standard error without a density (Deng, Knoblich, Lu, 2018), if its ranks exist. */
  public double quantileError(double p, double level) {
    var z = Normal.upperQuantile((1 - level) / 2);
    var spread = z * Math.sqrt(size() * p * (1 - p));
    var low = (int) Math.floor(size() * p - spread);
    var high = (int) Math.ceil(size() * p + spread);
    return low < 1 || high > size() ? Double.NaN : (sorted[high - 1] - sorted[low - 1]) / (2 * z);
  }

  private static int smallestWith(double[] chances, double probability) {
    var sum = 0.0;
    for (var k = 0; k < chances.length; k++) {
      sum += chances[k];
      if (sum >= probability) {
        return k;
      }
    }
    return chances.length - 1;
  }

  private static double logChoose(int n, int k) {
    var log = 0.0;
    for (var i = 1; i <= k; i++) {
      log += Math.log((double) (n - k + i) / i);
    }
    return log;
  }
}
