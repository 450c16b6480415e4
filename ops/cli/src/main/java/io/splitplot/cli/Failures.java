package io.splitplot.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What the user is told when a command throws. */
final class Failures {
  private static final Logger LOG = Logger.getLogger(Failures.class.getName());

  private Failures() {}

  /** Our own exceptions are written for users; of others the log has the rest. */
  static String message(Exception exception) {
    LOG.log(Level.FINE, "the command failed", exception);
    var text = String.valueOf(exception.getMessage());
    if (text.startsWith("SP-") || exception instanceof CliException) {
      return text;
    }
    return "SP-CLI-001: %s: %s".formatted(exception.getClass().getSimpleName(), text);
  }

  static int exitCode(Exception exception) {
    return exception instanceof CliException known ? known.exitCode() : 1;
  }
}
