package io.splitplot.api.web;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Memory for the bodies of all requests that are being answered, in the order in which they ask:
 * many large ones at a time wait for each other, and do not take what the server needs. What is
 * made of a body while it is worked on is several times as large, which a total must allow for.
 */
final class BodyMemory {
  private static final int UNIT_BYTES = 1024;

  /** Every request has as much without asking, so that small ones never wait. */
  private static final int OWN_BYTES = 8 * 1024;

  private final Semaphore free;
  private final Duration patience;

  /**
   * All of it free.
   *
   * @param patience how long a request waits for more
   */
  BodyMemory(long bytes, Duration patience) {
    this.free = new Semaphore(Math.toIntExact(bytes / UNIT_BYTES), true);
    this.patience = patience;
  }

  /** A share that has nothing yet. */
  Share share() {
    return new Share();
  }

  /** What one request has of it, until it is closed. */
  final class Share implements AutoCloseable {
    private int units;

    private Share() {}

    /** Gets enough for a body of a size; false: there was not enough in time. */
    boolean growTo(int bytes) {
      var more = Math.ceilDiv(Math.max(bytes - OWN_BYTES, 0), UNIT_BYTES) - units;
      if (more > 0) {
        if (!await(more)) {
          return false;
        }
        units += more;
      }
      return true;
    }

    private boolean await(int more) {
      try {
        return free.tryAcquire(more, patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public void close() {
      free.release(units);
      units = 0;
    }
  }
}
