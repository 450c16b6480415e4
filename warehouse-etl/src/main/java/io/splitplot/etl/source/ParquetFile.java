package io.splitplot.etl.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of a file of Parquet, as JSON objects; its place in it is a number of rows. */
final class ParquetFile implements OriginFile {
  private static final int ROWS_MAX = 2_000;

  private final String name;
  private final long size;
  private final ParquetRows rows;
  private @Nullable JsonNode before;
  private long read;
  private boolean whole;

  private ParquetFile(
      String name, long size, ParquetRows rows, long first, @Nullable JsonNode checkpoint) {
    this.name = name;
    this.size = size;
    this.rows = rows;
    before = checkpoint;
    read = first;
  }

  static ParquetFile open(Path file, String name, @Nullable JsonNode checkpoint)
      throws IOException {
    var size = Files.size(file);
    if (checkpoint == null || DamagedFile.is(checkpoint)) {
      return new ParquetFile(name, size, ParquetRows.open(file, 0), 0, checkpoint);
    }
    var first = checkpoint.path("rows").asLong();
    if (checkpoint.path("size").asLong() != size) {
      throw OriginFile.changed(file, first + " rows");
    }
    return new ParquetFile(name, size, ParquetRows.open(file, first), first, checkpoint);
  }

  @Override
  public Optional<Chunk> next() throws IOException {
    if (whole) {
      return Optional.empty();
    }
    var chunk = new ArrayList<Raw>();
    while (chunk.size() < ROWS_MAX && !whole) {
      var row = rows.next();
      if (row.isEmpty()) {
        whole = true;
      } else {
        read++;
        chunk.add(new Raw(read, object(row.get()).toString().getBytes(StandardCharsets.UTF_8)));
      }
    }
    var after =
        JsonNodeFactory.instance
            .objectNode()
            .put("rows", read)
            .put("whole", whole)
            .put("size", size);
    var told = new Chunk(name, new Format.Json(), chunk, before, after);
    before = after;
    return Optional.of(told);
  }

  private ObjectNode object(List<@Nullable Object> values) {
    var object = JsonNodeFactory.instance.objectNode();
    for (var i = 0; i < values.size(); i++) {
      object.set(rows.columns().get(i), node(values.get(i)));
    }
    return object;
  }

  private static JsonNode node(@Nullable Object value) {
    var nodes = JsonNodeFactory.instance;
    return switch (value) {
      case null -> nodes.nullNode();
      case Boolean truth -> nodes.booleanNode(truth);
      case Integer whole -> nodes.numberNode(whole);
      case Long whole -> nodes.numberNode(whole);
      case Double number -> nodes.numberNode(number);
      case BigDecimal decimal -> nodes.numberNode(decimal);
      default -> nodes.textNode(value.toString());
    };
  }

  @Override
  public void close() {
    rows.close();
  }
}
