package io.splitplot.simulation.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Programs that run to their end. */
public final class Commands {
  private Commands() {}

  /** Gives what the program wrote; throws with that when it failed. */
  public static String run(List<String> command, Map<String, String> environment)
      throws InterruptedException {
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      var process = builder.start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("%s failed: %s".formatted(command, output.strip()));
      }
      return output;
    } catch (IOException e) {
      throw new IllegalStateException("cannot run %s: %s".formatted(command, e), e);
    }
  }

  /** Sends a signal, such as STOP, to processes; those that are gone don't matter. */
  public static void signal(String signal, List<Long> pids) throws InterruptedException {
    for (var pid : pids) {
      try {
        run(List.of("kill", "-s", signal, pid.toString()), Map.of());
      } catch (IllegalStateException _) {
        // It ended meanwhile.
      }
    }
  }
}
