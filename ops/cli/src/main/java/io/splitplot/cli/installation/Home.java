package io.splitplot.cli.installation;

import java.nio.file.Path;

/** The folder that holds everything one installation remembers. */
public record Home(Path directory) {
  Path primaryData() {
    return directory.resolve("primary");
  }

  Path warehouseData() {
    return directory.resolve("warehouse");
  }

  Path binaries() {
    return directory.resolve("postgresql");
  }

  Path secrets() {
    return directory.resolve("secrets.json");
  }

  public Path endpoints() {
    return directory.resolve("endpoints.json");
  }

  /** What lets the API server answer while the primary is away. */
  Path state() {
    return directory.resolve("state");
  }

  public Path log() {
    return directory.resolve("splitplot.log");
  }
}
