package io.splitplot.simulation.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code splitplot serve} in a process of its own, started again whenever it ends. */
public final class SplitplotServer implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofMinutes(5);
  private static final Duration STOP_MAX = Duration.ofSeconds(30);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  private final List<String> program;
  private final Map<String, String> environment;
  private final Path home;
  private final URI address;
  private final Supervised process;

  /**
   * Starts a server with a home of its own.
   *
   * @param program the words that run Splitplot's command line
   * @param databases the settings of the databases; none: its own
   */
  public SplitplotServer(List<String> program, Path home, Map<String, String> databases) {
    this.program = List.copyOf(program);
    this.home = home;
    var port = freePort();
    this.address = URI.create("http://127.0.0.1:" + port);
    this.environment = new HashMap<>(databases);
    environment.put("SPLITPLOT_HOME", home.toString());
    environment.put("SPLITPLOT_PORT", Integer.toString(port));
    try {
      Files.createDirectories(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var builder = new ProcessBuilder(command("serve"));
    builder.environment().putAll(environment);
    process = new Supervised("server", builder, home.resolve("serve.out"));
  }

  private List<String> command(String... arguments) {
    var command = new ArrayList<>(program);
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs another command in this server's home, and gives what it printed. */
  public String run(String... arguments) throws InterruptedException {
    return Commands.run(command(arguments), environment).strip();
  }

  public URI address() {
    return address;
  }

  public Path home() {
    return home;
  }

  /** How often it was started. */
  public int starts() {
    return process.starts();
  }

  /** The process, when it runs. */
  public long pid() {
    return process.running().map(Process::pid).orElse(-1L);
  }

  /** Waits until it says that it is ready, or degraded, which still serves. */
  public void awaitReady() throws InterruptedException {
    var deadline = System.nanoTime() + START_MAX.toNanos();
    while (!isReady()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "no server in %s is ready, see serve.out and splitplot.log there".formatted(home));
      }
      Thread.sleep(100);
    }
  }

  private boolean isReady() {
    try (var connection = new HttpConnection(address, ANSWER_MAX)) {
      return Files.exists(home.resolve("endpoints.json"))
          && connection.get("/health/ready", null).isSuccess();
    } catch (IOException _) {
      return false;
    }
  }

  /** SIGKILL; gives false when it was not running. It is started again. */
  public boolean kill() {
    return process.kill();
  }

  /** Lets it end by itself; it is started again. */
  public void restart() throws InterruptedException {
    process.signal("TERM");
    if (!process.awaitEnd(STOP_MAX)) {
      throw new IllegalStateException("the server in %s does not stop".formatted(home));
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets it end, and what it started with it; kills it when that takes too long. */
  @Override
  public void close() {
    process.hold(true);
    try {
      process.signal("TERM");
      process.awaitEnd(STOP_MAX);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    process.close();
  }
}
