package io.splitplot.etl.assembly;

import java.time.Duration;

/**
 * How large a batch gets.
 *
 * @param rows from which on it is whole
 * @param deadBytes of dead letters, which are in memory, from which on it is whole
 * @param patience after so long without a row it is whole
 */
public record BatchLimits(long rows, long deadBytes, Duration patience) {
  /** Large enough that what a transaction costs by itself does not matter. */
  public static final BatchLimits USUAL = new BatchLimits(50_000, 4 << 20, Duration.ofMillis(200));

  boolean reached(long rowsSoFar, long deadBytesSoFar) {
    return rowsSoFar >= rows || deadBytesSoFar >= deadBytes;
  }
}
