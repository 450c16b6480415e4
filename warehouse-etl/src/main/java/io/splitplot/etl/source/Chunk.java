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
 * @param control what the source says of these rows and those before them; null: it does not now
 */
public record Chunk(
    String origin,
    Format format,
    List<Raw> rows,
    @Nullable JsonNode before,
    JsonNode after,
    @Nullable Control control) {
  public Chunk {
    rows = List.copyOf(rows);
  }

  Chunk(String origin, Format format, List<Raw> rows, @Nullable JsonNode before, JsonNode after) {
    this(origin, format, rows, before, after, null);
  }

  Chunk with(@Nullable Control said) {
    return new Chunk(origin, format, rows, before, after, said);
  }

  public long rowCount() {
    return rows.size();
  }
}
