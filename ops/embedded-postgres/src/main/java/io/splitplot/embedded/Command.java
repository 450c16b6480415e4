package io.splitplot.embedded;

import io.splitplot.embedded.PostgresException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Runs programs: no shell reads their arguments, and the environment cannot steer PostgreSQL. */
final class Command {
  /** What a program said, and how it ended. */
  record Result(int status, String output) {
    boolean succeeded() {
      return status == 0;
    }
  }

  // The numbers that a shell and timeout(1) use.
  private static final int NOT_STARTED = 127;
  private static final int TOO_LONG = 124;

  private Command() {}

  /** A program with a working directory that every user can enter. */
  static ProcessBuilder of(List<String> words) {
    var builder = new ProcessBuilder(words).directory(Path.of("/").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  /**
   * Runs to the end; a program that is not there or takes too long counts as failed. For programs
   * that say little: what they say must fit into the pipe's buffer of 64 KiB.
   */
  static Result run(List<String> words, Duration limit) {
    try {
      var process = of(words).redirectErrorStream(true).start();
      process.getOutputStream().close();
      return result(process, words.getFirst(), limit);
    } catch (IOException e) {
      return new Result(NOT_STARTED, words.getFirst() + ": " + e.getMessage());
    }
  }

  private static Result result(Process process, String name, Duration limit) throws IOException {
    try {
      if (!process.waitFor(limit)) {
        process.destroyForcibly();
        return new Result(TOO_LONG, name + " did not end within " + limit);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw interrupted(e);
    }
    var output = process.getInputStream().readAllBytes();
    return new Result(process.exitValue(), new String(output, StandardCharsets.UTF_8));
  }

  static PostgresException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new PostgresException(Code.INTERRUPTED, "interrupted while waiting for PostgreSQL", e);
  }
}
