package io.splitplot.etl.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows that follow each other in one origin.
 *
 * @param origin a file by its name below the source's folder, or the name of a query
 * @param before where the origin was read from; null: from its beginning
 * @param after where to go on when these rows are stored
 */
public record Chunk(
    String origin, Format format, List<Raw> rows, @Nullable JsonNode before, JsonNode after) {
  public Chunk {
    rows = List.copyOf(rows);
  }

  public long rowCount() {
    return rows.size();
  }
}
