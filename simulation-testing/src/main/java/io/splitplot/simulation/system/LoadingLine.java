package io.splitplot.simulation.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code splitplot load --follow} in a process of its own, started again whenever it ends. */
public final class LoadingLine implements AutoCloseable {
  private final Supervised process;

  /**
   * Starts the line.
   *
   * @param program the words that run Splitplot's command line
   * @param home the home of a server of the installation
   * @param databases the settings of the databases
   */
  public LoadingLine(
      List<String> program, Path home, Map<String, String> databases, Path declaration) {
    var command = new ArrayList<>(program);
    command.addAll(List.of("load", declaration.toString(), "--follow", "--every", "PT0.2S"));
    var builder = new ProcessBuilder(command);
    var environment = new HashMap<>(databases);
    environment.put("SPLITPLOT_HOME", home.toString());
    builder.environment().putAll(environment);
    process = new Supervised("line", builder, declaration.resolveSibling("line.out"));
  }

  /** SIGKILL; gives false when it was not running. It is started again. */
  public boolean kill() {
    return process.kill();
  }

  /** How often it was started. */
  public int starts() {
    return process.starts();
  }

  @Override
  public void close() {
    process.close();
  }
}
