package io.splitplot.cli;

import java.io.PrintStream;
import java.util.function.Supplier;

/** Shows what is being done, one line a step, with the time it took. */
public final class Steps {
  private final PrintStream stream;
  private final boolean isTerminal;

  public Steps(PrintStream stream, boolean isTerminal) {
    this.stream = stream;
    this.isTerminal = isTerminal;
  }

  /** Does the work; the line ends with a tick, or with a cross when the work throws. */
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

  public void step(String what, Runnable work) {
    step(
        what,
        () -> {
          work.run();
          return true;
        });
  }

  /** A line that the next one replaces; on a terminal only. */
  public void progress(String text) {
    if (isTerminal) {
      stream.print("\r\033[K  " + text);
      stream.flush();
    }
  }

  private void done(String mark, String what, long startedAt) {
    var seconds = (System.nanoTime() - startedAt) / 1e9;
    stream.printf("%s  %s %-64s %6.1f s%n", isTerminal ? "\r\033[K" : "", mark, what, seconds);
  }
}
