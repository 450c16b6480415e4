package io.splitplot.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Another process that owns a server, for tests that kill it. */
final class Owner implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private Owner(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /** Starts the server, prints its process number, and ends with its standard input. */
  static void main(String[] arguments) throws IOException {
    try (var server =
        EmbeddedPostgres.start(Options.of(Path.of(arguments[0]), Path.of(arguments[1])))) {
      System.out.println(server.pid());
      System.in.transferTo(System.out);
    }
  }

  static Owner begin(Options options) throws IOException {
    var words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Owner.class.getName(),
            options.dataDirectory().toString(),
            options.binariesCache().toString());
    return new Owner(
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Waits until its server runs. */
  ProcessHandle server() throws IOException {
    return ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
  }

  long pid() {
    return process.pid();
  }

  /** Kill -9 of the process alone; its watchdog notices. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Kill -9 of the process and of all that it started but the server. */
  void killWithWatchdog(ProcessHandle server) {
    var others = process.descendants().filter(child -> child.pid() != server.pid()).toList();
    others.stream()
        .filter(child -> child.parent().map(p -> p.pid() != server.pid()).orElse(true))
        .forEach(ProcessHandle::destroyForcibly);
    kill();
  }

  @Override
  public void close() {
    kill();
  }
}
