package io.splitplot.simulation.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A process that is started again whenever it ends, as a service manager does it, until it is
 * closed. What it writes goes to the end of a file.
 */
final class Supervised implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final ProcessBuilder builder;
  private final Thread supervisor;
  private volatile @Nullable Process process;
  private volatile boolean isHeld;
  private volatile boolean isClosed;
  private final AtomicInteger starts = new AtomicInteger();

  Supervised(String name, ProcessBuilder builder, Path output) {
    this.builder =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    this.supervisor =
        Thread.ofPlatform().name("supervisor of " + name).daemon().start(this::supervise);
  }

  private void supervise() {
    try {
      while (!isClosed) {
        if (!isHeld) {
          var started = builder.start();
          process = started;
          starts.incrementAndGet();
          started.waitFor();
        }
        Thread.sleep(PAUSE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /** How often it was started. */
  int starts() {
    return starts.get();
  }

  /** Whether it is started again when it ends. */
  void hold(boolean holds) {
    isHeld = holds;
  }

  /** SIGKILL; gives false when nothing was running. */
  boolean kill() {
    return running().map(Process::destroyForcibly).isPresent();
  }

  /** Sends it a signal, unless it is gone. */
  void signal(String signal) throws InterruptedException {
    var running = running();
    if (running.isPresent()) {
      Commands.signal(signal, List.of(running.get().pid()));
    }
  }

  Optional<Process> running() {
    return Optional.ofNullable(process).filter(Process::isAlive);
  }

  /** Waits until it has ended, at most for so long. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    var running = running();
    return running.isEmpty() || running.get().waitFor(limit);
  }

  /** Kills it for good. */
  @Override
  public void close() {
    isClosed = true;
    supervisor.interrupt();
    kill();
  }
}
