package io.splitplot.etl.load;

import java.nio.file.Path;

/** A CSV file, and what its columns mean. */
public record ImportFile(Path path, ImportMapping mapping) {

  /** How messages name it. */
  String name() {
    return path.getFileName().toString();
  }
}
