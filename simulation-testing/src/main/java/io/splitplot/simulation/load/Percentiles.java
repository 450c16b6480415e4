package io.splitplot.simulation.load;

import java.util.Arrays;

/** Exact percentiles of durations, all of which are kept. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or changes it
record Percentiles(long[] sortedNanos) {
  /** Takes any order, and its own copy. */
  static Percentiles of(long[] nanos) {
    var sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Percentiles(sorted);
  }

  /** The smallest duration that at least this share does not exceed, in milliseconds. */
  double millis(double share) {
    if (sortedNanos.length == 0) {
      return Double.NaN;
    }
    var rank = (int) Math.ceil(share * sortedNanos.length);
    return sortedNanos[Math.max(0, rank - 1)] / 1e6;
  }

  double p999() {
    return millis(0.999);
  }

  @Override
  public String toString() {
    return "p50 %.2f  p99 %.2f  p99.9 %.2f  max %.2f ms"
        .formatted(millis(0.5), millis(0.99), p999(), millis(1));
  }
}
