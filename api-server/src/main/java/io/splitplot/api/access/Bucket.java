package io.splitplot.api.access;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A bucket of tokens, kept as one number: the instant at which it is full again (the generic cell
 * rate algorithm). It begins full.
 */
final class Bucket {
  private static final long SECOND = 1_000_000_000;

  private final long interval;
  private final long tolerance;
  private final LongSupplier nanoTime;
  private final AtomicLong fullAt;

  Bucket(RateLimit limit, LongSupplier nanoTime) {
    this.interval = SECOND / limit.perSecond();
    this.tolerance = (limit.burst() - 1) * interval;
    this.nanoTime = nanoTime;
    this.fullAt = new AtomicLong(nanoTime.getAsLong());
  }

  /** Takes a token if there is one; else says for how many nanoseconds there is none. */
  long take() {
    while (true) {
      var now = nanoTime.getAsLong();
      var full = fullAt.get();
      var wait = wait(full, now);
      if (wait > 0) {
        return wait;
      }
      if (fullAt.compareAndSet(full, (full - now > 0 ? full : now) + interval)) {
        return 0;
      }
    }
  }

  /** For how many nanoseconds there is no token; 0: there is one. */
  long look() {
    return wait(fullAt.get(), nanoTime.getAsLong());
  }

  private long wait(long full, long now) {
    return Math.max(0, full - now - tolerance);
  }
}
