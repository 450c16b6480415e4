package io.splitplot.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * The wish of whoever pressed Ctrl-C or sent SIGTERM, told to the command that runs.
 *
 * <p>Java's own shutdown runs its hooks side by side, while what we run must stop in order. So our
 * one hook only passes the wish on and waits until the command has ended. The command is not
 * interrupted, because that would also cut short how it stops its servers.
 */
public final class Shutdown {
  private static final long STOP_SECONDS_MAX = 60;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Ends what the command was doing, by way of its clean-up. */
  private static final class StoppedException extends RuntimeException {}

  /** Nobody can ask for this one: for commands that are soon over. */
  public static final Shutdown NEVER = new Shutdown();

  private Shutdown() {}

  /** Runs the command on this thread and gives its exit code; 0 when it ended as asked. */
  public static int runUntil(ToIntFunction<Shutdown> command) {
    var shutdown = new Shutdown();
    Runtime.getRuntime().addShutdownHook(new Thread(shutdown::stop, "shutdown"));
    try {
      return command.applyAsInt(shutdown);
    } catch (StoppedException e) {
      return 0;
    } finally {
      shutdown.ended.countDown();
    }
  }

  private void stop() {
    asked.countDown();
    try {
      ended.await(STOP_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns at once, unless the command shall end: then it does not return. */
  public void check() {
    if (asked.getCount() == 0) {
      throw new StoppedException();
    }
  }

  /** Waits for so long; does not return when the command shall end before. */
  public void rest(Duration duration) {
    try {
      if (asked.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new StoppedException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException();
    }
  }

  /** Waits until the command shall end. */
  public void await() {
    try {
      asked.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
