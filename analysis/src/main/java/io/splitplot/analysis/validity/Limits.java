package io.splitplot.analysis.validity;

import io.splitplot.analysis.distribution.Binomial;
import io.splitplot.analysis.distribution.Kolmogorov;

/**
 * What a correct implementation stays within, whatever the seed, but for one seed in a million.
 *
 * @param low the least that is allowed
 * @param high the most that is allowed
 */
public record Limits(double low, double high) {
  /** The chance that a correct implementation is outside at one end. */
  static final double TAIL = 5e-7;

  /** Both ends of the binomial distribution of a count. */
  static Limits count(int trials, double chance) {
    return new Limits(
        Binomial.quantile(TAIL, trials, chance), Binomial.quantile(1 - TAIL, trials, chance));
  }

  /** For counts that may be smaller than chance makes them, as of a conservative test. */
  static Limits countAtMost(int trials, double chance) {
    return new Limits(0, count(trials, chance).high());
  }

  /** For counts that may be larger than chance makes them, as of a conservative interval. */
  static Limits countAtLeast(int trials, double chance) {
    return new Limits(count(trials, chance).low(), trials);
  }

  /** The Kolmogorov-Smirnov distance of that many uniform numbers, exceeded once in a million. */
  static Limits distance(int size) {
    var low = 1e-9;
    var high = 1.0;
    while (high - low > 1e-9) {
      var middle = (low + high) / 2;
      if (new Kolmogorov(middle, size).pValue() > 2 * TAIL) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new Limits(0, high);
  }

  boolean contain(double value) {
    return low <= value && value <= high;
  }
}
