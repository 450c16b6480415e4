package io.splitplot.cli;

import java.io.PrintStream;
import java.util.function.Supplier;

/** Shows what is being done, one line a step, with the time it took. */
public final class Steps {
  private final PrintStream stream;
  private final boolean isTerminal;
  private final Shutdown shutdown;

  public Steps(Session session, Shutdown shutdown) {
    this.stream = session.err();
    this.isTerminal = Session.isTerminal();
    this.shutdown = shutdown;
  }

  /**
   * Does the work, unless the command shall end; the line ends with a tick, or with a cross when
   * the work throws.
   */
  public <T> T step(String what, Supplier<T> work) {
    var startedAt = System.nanoTime();
    progress(what + " …");
    try {
      var result = work.get();
      done("✓", what, startedAt);
      return result;
    } catch (RuntimeException e) {
      done("✗", what, startedAt);
      throw e;
    }
  }

  /** The same for work without a result. */
  public void run(String what, Runnable work) {
    step(
        what,
        () -> {
          work.run();
          return true;
        });
  }

  /** Replaces the line on a terminal; ends the step when the command shall end. */
  public void progress(String text) {
    shutdown.check();
    if (isTerminal) {
      stream.print("\r\033[K  " + text);
      stream.flush();
    }
  }

  private void done(String mark, String what, long startedAt) {
    var seconds = (System.nanoTime() - startedAt) / 1e9;
    stream.printf("%s%s %-66s %6.1f s%n", isTerminal ? "\r\033[K" : "", mark, what, seconds);
  }
}
