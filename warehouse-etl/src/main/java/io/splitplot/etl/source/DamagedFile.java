package io.splitplot.etl.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file that cannot be read at all: one broken row that says why, so that the others go on. */
final class DamagedFile implements OriginFile {
  private static final String DAMAGED = "damaged";

  private final String name;
  private final long size;
  private final String problem;
  private final @Nullable JsonNode before;
  private boolean told;

  DamagedFile(String name, long size, String problem, @Nullable JsonNode before) {
    this.name = name;
    this.size = size;
    this.problem = problem;
    this.before = before;
  }

  /** Whether a checkpoint says that nothing of the file could be read. */
  static boolean is(@Nullable JsonNode checkpoint) {
    return checkpoint != null && checkpoint.path(DAMAGED).asBoolean();
  }

  @Override
  public Optional<Chunk> next() {
    if (told) {
      return Optional.empty();
    }
    told = true;
    var after =
        JsonNodeFactory.instance
            .objectNode()
            .put("whole", true)
            .put("size", size)
            .put(DAMAGED, true);
    var row = new Raw(1, new byte[0], problem);
    return Optional.of(new Chunk(name, new Format.Json(), List.of(row), before, after));
  }

  @Override
  public void close() {
    // nothing is open
  }
}
