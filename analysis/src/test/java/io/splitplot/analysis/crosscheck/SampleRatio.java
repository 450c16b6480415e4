package io.splitplot.analysis.crosscheck;

import io.splitplot.analysis.distribution.ChiSquare;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/** Pearson's chi-square of counts against weights. */
public record SampleRatio(double statistic, int degreesOfFreedom, double leastExpected) {

  public static SampleRatio of(long[] counts, double[] weights) {
    var context = new MathContext(50);
    var total = BigDecimal.valueOf(Arrays.stream(counts).sum());
    var weight =
        Arrays.stream(weights)
            .mapToObj(BigDecimal::valueOf)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    var statistic = BigDecimal.ZERO;
    var least = total;
    for (var i = 0; i < counts.length; i++) {
      var expected = total.multiply(BigDecimal.valueOf(weights[i])).divide(weight, context);
      var off = BigDecimal.valueOf(counts[i]).subtract(expected);
      statistic = statistic.add(off.multiply(off).divide(expected, context));
      least = least.min(expected);
    }
    return new SampleRatio(statistic.doubleValue(), counts.length - 1, least.doubleValue());
  }

  public double p() {
    return new ChiSquare(degreesOfFreedom).upperTail(statistic);
  }

  public double logP() {
    return new ChiSquare(degreesOfFreedom).logUpperTail(statistic);
  }
}
