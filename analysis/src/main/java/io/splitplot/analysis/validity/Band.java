package io.splitplot.analysis.validity;

import io.splitplot.analysis.distribution.Beta;
import io.splitplot.analysis.distribution.Kolmogorov;
import java.util.function.IntPredicate;

/**
 * Where a figure has to be, ends included. Limits of counts are exact binomial quantiles, so wide
 * that any seed fails a correct implementation with a probability of at most 1e-6.
 *
 * @param low perhaps negative infinity
 * @param high perhaps infinity
 */
public record Band(double low, double high) {
  private static final double TAIL = 5e-7;
  private static final double BOTH_TAILS = 2 * TAIL;

  /** How often something with the chance {@code p} happens in {@code n} runs. */
  static Band binomial(double p, int n) {
    return new Band(lowest(p, n), highest(p, n));
  }

  /** The same for a chance that is {@code p} at most. */
  static Band binomialAtMost(double p, int n) {
    return new Band(0, highest(p, n));
  }

  /** The same for a chance that is {@code p} at least. */
  static Band binomialAtLeast(double p, int n) {
    return new Band(lowest(p, n), n);
  }

  /** All values within {@code margin} of {@code centre}. */
  static Band around(double centre, double margin) {
    return new Band(centre - margin, centre + margin);
  }

  /**
   * The distance of Kolmogorov and Smirnov between {@code n} uniform numbers and their
   * distribution.
   */
  static Band kolmogorov(int n) {
    var low = 0.0;
    var high = 1.0;
    while (high - low > 1e-9) {
      var middle = (low + high) / 2;
      if (new Kolmogorov(middle, n).pValue() > BOTH_TAILS) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new Band(0, high);
  }

  boolean contains(double value) {
    return low <= value && value <= high;
  }

  /** The smallest k with P(X <= k) >= TAIL; P(X <= k) is P(Beta(k + 1, n - k) > p). */
  private static int lowest(double p, int n) {
    return first(n, k -> k == n || new Beta(k + 1, n - k).upperTail(p) >= TAIL);
  }

  /** The smallest k with P(X > k) <= TAIL. */
  private static int highest(double p, int n) {
    return first(n, k -> k == n || new Beta(k + 1, n - k).cdf(p) <= TAIL);
  }

  /** The first number from 0 to {@code last} from which on the condition holds. */
  private static int first(int last, IntPredicate condition) {
    var low = 0;
    var high = last;
    while (low < high) {
      var middle = (low + high) / 2;
      if (condition.test(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
