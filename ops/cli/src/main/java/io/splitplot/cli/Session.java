package io.splitplot.cli;

import io.splitplot.cli.config.Settings;
import io.splitplot.cli.installation.Home;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.logging.FileHandler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * What every command works with.
 *
 * @param root the project's folder, where the demo's data is
 * @param environment the process's variables
 * @param out results
 * @param err progress and errors
 */
public record Session(
    Settings settings,
    Path root,
    Map<String, String> environment,
    PrintStream out,
    PrintStream err) {
  private static final int LOG_BYTES_MAX = 10_000_000;
  private static final int LOG_FILES = 3;

  /** True when a person looks at the output, so that colours and moving lines make sense. */
  public static boolean isTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  /** For commands that run servers: their log goes to a file in the home, not to the terminal. */
  public void logToFile() {
    var log = new Home(settings.home()).log();
    try {
      Files.createDirectories(settings.home());
      LogManager.getLogManager().reset();
      var handler = new FileHandler(log.toString(), LOG_BYTES_MAX, LOG_FILES, true);
      handler.setFormatter(new SimpleFormatter());
      Logger.getLogger("").addHandler(handler);
    } catch (IOException e) {
      throw CliException.failed("SP-HOME-005: cannot write the log %s: %s".formatted(log, e), e);
    }
  }
}
