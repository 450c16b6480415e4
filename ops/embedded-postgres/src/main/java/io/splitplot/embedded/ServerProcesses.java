package io.splitplot.embedded;

import io.splitplot.embedded.PostgresException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The living PostgreSQL processes of a data directory. A process counts by its program and its
 * working directory, never by a number in a file alone, so no stranger is ever signalled.
 */
final class ServerProcesses {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProcesses.class);

  private static final Duration FAST_STOP_LIMIT = Duration.ofSeconds(60);
  private static final Duration IMMEDIATE_STOP_LIMIT = Duration.ofSeconds(10);
  private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(10);
  private static final Duration ENDING_LIMIT = Duration.ofSeconds(30);
  private static final long POLL_MS = 20;

  private ServerProcesses() {}

  static List<ProcessHandle> of(Path dataDirectory) {
    return ProcessHandle.allProcesses().filter(p -> serves(p.pid(), dataDirectory)).toList();
  }

  private static boolean serves(long pid, Path dataDirectory) {
    var process = Path.of("/proc", Long.toString(pid));
    try {
      var program = Files.readSymbolicLink(process.resolve("exe")).getFileName().toString();
      return program.startsWith("postgres")
          && Files.isSameFile(process.resolve("cwd"), dataDirectory);
    } catch (IOException _) {
      return false; // gone meanwhile, or another user's and so not ours
    }
  }

  /** Stops what a killed owner left behind. The caller holds the lock: nobody else needs it. */
  static void stopLeftover(DataDirectory directory) {
    stopLiving(directory);
    await(() -> !isEnding(directory.postmasterPid()), ENDING_LIMIT);
  }

  /**
   * Whether a process was killed and is still there as a number. PostgreSQL would take it for a
   * living server and refuse to start beside it.
   */
  static boolean isEnding(long pid) {
    var process = Path.of("/proc", Long.toString(pid));
    try {
      Files.readSymbolicLink(process.resolve("exe"));
      return false;
    } catch (NoSuchFileException _) {
      return Files.exists(process);
    } catch (IOException _) {
      return false; // another user's
    }
  }

  private static void stopLiving(DataDirectory directory) {
    var found = of(directory.path());
    if (found.isEmpty()) {
      return;
    }
    LOG.warn(
        "PostgreSQL still runs in {} although its owner is gone; stopping it", directory.path());
    var postmaster = directory.postmasterPid();
    var servers = found.stream().filter(process -> process.pid() == postmaster).toList();
    BooleanSupplier gone = () -> of(directory.path()).isEmpty();

    // Without a postmaster only its children are left, and they end by themselves.
    servers.forEach(server -> signal("INT", server.pid()));
    if (!await(gone, FAST_STOP_LIMIT)) {
      servers.forEach(server -> signal("QUIT", server.pid()));
      if (!await(gone, IMMEDIATE_STOP_LIMIT)) {
        throw new PostgresException(
            Code.LEFTOVER_STAYS,
            "a PostgreSQL without an owner runs in "
                + directory.path()
                + " and does not stop. Its processes: "
                + of(directory.path()).stream().map(ProcessHandle::pid).toList());
      }
    }
  }

  /** Sends a signal: INT asks for a fast shutdown, QUIT for an immediate one. */
  static void signal(String name, long pid) {
    var script = "kill -s \"$1\" \"$2\"";
    Command.run(List.of("sh", "-c", script, "kill", name, Long.toString(pid)), SIGNAL_LIMIT);
  }

  /** Waits until the condition holds; false when it does not within the limit. */
  static boolean await(BooleanSupplier condition, Duration limit) {
    var deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        throw Command.interrupted(e);
      }
    }
    return true;
  }
}
