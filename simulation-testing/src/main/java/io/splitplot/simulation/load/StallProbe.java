package io.splitplot.simulation.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * How long this machine makes somebody wait who wants nothing but to be woken every millisecond:
 * what no server on it can be faster than. The oversleeping is measured.
 */
final class StallProbe implements AutoCloseable {
  private static final long PERIOD_NANOS = Duration.ofMillis(1).toNanos();

  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::watch);
  private long[] overslept = new long[1 << 16];
  private int count;
  private volatile boolean isOver;

  /** Watches until it is closed. */
  static StallProbe start() {
    var probe = new StallProbe();
    probe.thread.start();
    return probe;
  }

  private void watch() {
    while (!isOver) {
      var before = System.nanoTime();
      LockSupport.parkNanos(PERIOD_NANOS);
      var over = System.nanoTime() - before - PERIOD_NANOS;
      if (count == overslept.length) {
        overslept = Arrays.copyOf(overslept, count * 2);
      }
      overslept[count] = Math.max(0, over);
      count++;
    }
  }

  /** Ends the watch and gives what was measured. */
  Percentiles stop() throws InterruptedException {
    isOver = true;
    thread.join();
    return Percentiles.of(Arrays.copyOf(overslept, count));
  }

  @Override
  public void close() {
    isOver = true;
  }
}
