package io.splitplot.simulation;

import java.time.Duration;
import java.util.Arrays;

/**
 * How long answers took, from the moment a request was sent. Percentiles are the nearest rank of
 * all answers, not estimates.
 *
 * <p>The shop sends its next request after the answer to the last, so a server that stands still is
 * asked less often: at a fixed rate of arrivals the same server would look worse.
 *
 * @param answers how many answers there were; with none the durations are zero
 */
public record Latencies(int answers, Duration p50, Duration p99, Duration p999, Duration max) {

  /** Of nothing. */
  static final Latencies NONE = of(new long[0]);

  static Latencies of(long[] nanos) {
    var sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Latencies(
        sorted.length,
        atRank(sorted, 0.5),
        atRank(sorted, 0.99),
        atRank(sorted, 0.999),
        atRank(sorted, 1));
  }

  private static Duration atRank(long[] sorted, double share) {
    if (sorted.length == 0) {
      return Duration.ZERO;
    }
    var rank = (int) Math.ceil(share * sorted.length);
    return Duration.ofNanos(sorted[Math.max(rank, 1) - 1]);
  }
}
