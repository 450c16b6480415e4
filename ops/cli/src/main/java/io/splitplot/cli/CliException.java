package io.splitplot.cli;

/** A command cannot go on; the message is for the user, and starts with a stable code. */
public final class CliException extends RuntimeException {
  private final int exitCode;

  private CliException(String message, int exitCode, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** Something failed: exit code 1. */
  public static CliException failed(String message, Throwable cause) {
    return new CliException(message, 1, cause);
  }

  /** Something failed: exit code 1. */
  public static CliException failed(String message) {
    return new CliException(message, 1, new IllegalStateException(message));
  }

  /** The user asked for what makes no sense: exit code 2. */
  public static CliException usage(String message) {
    return new CliException(message, 2, new IllegalArgumentException(message));
  }

  public int exitCode() {
    return exitCode;
  }
}
