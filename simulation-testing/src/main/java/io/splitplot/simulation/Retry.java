package io.splitplot.simulation;

import java.time.Duration;

/**
 * How long a client is patient with a server that is busy or away.
 *
 * @param attempts how often a request is sent at most, the first time included
 * @param firstPause pause after the first attempt; each pause is twice the one before
 * @param longestPause no pause is longer, whatever the server asks for
 */
record Retry(int attempts, Duration firstPause, Duration longestPause) {
  /** About 25 seconds in total: longer than a restart or a failover should take. */
  static final Retry STANDARD = new Retry(10, Duration.ofMillis(100), Duration.ofSeconds(5));

  /** The pause after attempt number {@code attempt} (from 1). */
  Duration pauseAfter(int attempt) {
    // 2^30 times the first pause is beyond any longest pause, and doesn't overflow.
    var pause = firstPause.multipliedBy(1L << Math.min(attempt - 1, 30));
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
