package io.splitplot.embedded;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;

/**
 * Stops the server when this process ends, however it ends. A shell reads from a pipe that only
 * this process can write to; the pipe ends with the process, after kill -9 as well.
 */
final class Watchdog implements AutoCloseable {
  // $1 is the server's process, $2 its data directory, which is a server's working directory: a
  // stranger who got the process number meanwhile is left alone.
  private static final String SCRIPT =
      """
      runs() { [ "/proc/$1/cwd" -ef "$2" ]; }
      cat >/dev/null
      runs "$@" && kill -s INT "$1"
      seconds=0
      while runs "$@" && [ "$seconds" -lt 60 ]; do
        sleep 1
        seconds=$((seconds + 1))
      done
      runs "$@" && kill -s QUIT "$1"
      """;

  private final Process shell;

  private Watchdog(Process shell) {
    this.shell = shell;
  }

  static Watchdog over(long pid, Path dataDirectory) throws IOException {
    // A session of its own, so that Ctrl-C on the terminal does not reach it.
    var words =
        List.of(
            "setsid", "sh", "-c", SCRIPT, "watchdog", Long.toString(pid), dataDirectory.toString());
    return new Watchdog(
        Command.of(words).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start());
  }

  /** Lets go: a server that still runs is stopped. */
  @Override
  public void close() throws IOException {
    shell.getOutputStream().close();
  }
}
