package io.splitplot.cli.installation;

import java.nio.file.Path;
import java.util.List;

/** The folder that holds everything one installation remembers. */
public record Home(Path directory) {
  Path primaryData() {
    return directory.resolve("primary");
  }

  Path warehouseData() {
    return directory.resolve("warehouse");
  }

  /** Where the embedded servers keep their data. */
  public List<Path> data() {
    return List.of(primaryData(), warehouseData());
  }

  Path binaries() {
    return directory.resolve("postgresql");
  }

  public Path secrets() {
    return directory.resolve("secrets.json");
  }

  public Path endpoints() {
    return directory.resolve("endpoints.json");
  }

  /** What lets the API server answer while the primary is away. */
  public Path state() {
    return directory.resolve("state");
  }

  /** What is pushed to lines and waits to be loaded, a folder for each of them. */
  public Path inboxes() {
    return state().resolve("inbox");
  }

  public Path log() {
    return directory.resolve("splitplot.log");
  }

  /** The page that {@code splitplot validate} writes. */
  public Path validity() {
    return directory.resolve("validity.html");
  }
}
