package io.splitplot.simulation.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What else the machine has to do. */
final class Load {
  private Load() {}

  /** The average of the last minute; the benchmark's own part grows it too. */
  static String average() {
    try {
      return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
    } catch (IOException _) {
      return "unknown";
    }
  }
}
