package io.splitplot.api.assignment;

import java.util.Arrays;

/**
 * Pearson's chi-square as a standard normal deviate (Wilson and Hilferty's cube root): over 4 comes
 * by chance once in 30,000 times.
 */
final class ChiSquare {
  private ChiSquare() {}

  /** How far counts are from being equally likely. */
  static double uniform(long[] counts) {
    var expected = Arrays.stream(counts).average().orElseThrow();
    var sum = 0.0;
    for (var count : counts) {
      sum += (count - expected) * (count - expected) / expected;
    }
    return deviate(sum, counts.length - 1);
  }

  /** How far the columns of a table are from being independent of its rows. */
  static double independence(long[][] table) {
    return deviate(statistic(table), (table.length - 1) * (table[0].length - 1));
  }

  /** How probable a table of two by two is, or one less likely, when they are independent. */
  static double pValue(long[][] table) {
    // Twice the upper tail of the normal distribution: Abramowitz and Stegun, 26.2.17.
    var x = Math.sqrt(statistic(table));
    var t = 1 / (1 + 0.2316419 * x);
    var polynomial =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return 2 * polynomial * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  private static double statistic(long[][] table) {
    var columns = table[0].length;
    var columnSums = new long[columns];
    for (var row : table) {
      for (var j = 0; j < columns; j++) {
        columnSums[j] += row[j];
      }
    }
    var total = Arrays.stream(columnSums).sum();
    var sum = 0.0;
    for (var row : table) {
      var rowSum = Arrays.stream(row).sum();
      for (var j = 0; j < columns; j++) {
        var expected = (double) rowSum * columnSums[j] / total;
        sum += (row[j] - expected) * (row[j] - expected) / expected;
      }
    }
    return sum;
  }

  private static double deviate(double chiSquare, int degreesOfFreedom) {
    var variance = 2.0 / (9 * degreesOfFreedom);
    return (Math.cbrt(chiSquare / degreesOfFreedom) - (1 - variance)) / Math.sqrt(variance);
  }
}
