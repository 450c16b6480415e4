package io.splitplot.etl.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of a line that wait, once more; but not those of quarantined batches, which are
 * replayed as a whole.
 *
 * <p>The place of a row is the number of its dead letter. A chunk ends where the next dead letter
 * is written in another way.
 */
public final class DeadLetterSource implements Source {
  /** The name of this origin; no file can have it. */
  public static final String ORIGIN = "$dead_letters";

  private static final int ROWS_MAX = 2_000;

  private static final String WAITING =
      """
      select dead_letter_id, format, header, payload
      from etl.dead_letter
      where line_id = ? and replayed_by is null and dismissed_at is null and format <> 'staged'
        and dead_letter_id > ?
      order by dead_letter_id
      limit ?
      """;

  private final Connection warehouse;
  private final short lineId;
  private final char delimiter;
  private @Nullable JsonNode before;
  private long last;

  /**
   * Reads from the first waiting one on.
   *
   * @param warehouse closed with this source
   * @param delimiter of dead letters in CSV
   * @param checkpoint that the line has for {@link #ORIGIN}
   */
  public DeadLetterSource(
      Connection warehouse, short lineId, char delimiter, @Nullable JsonNode checkpoint) {
    this.warehouse = warehouse;
    this.lineId = lineId;
    this.delimiter = delimiter;
    before = checkpoint;
  }

  /** The number of the first dead letter of the chunk that ended at a position. */
  public static long first(JsonNode position) {
    return position.path("first").longValue();
  }

  /** The number of the last dead letter of the chunk that ended at a position. */
  public static long last(JsonNode position) {
    return position.path("last").longValue();
  }

  @Override
  public Optional<Chunk> next() throws SQLException {
    try (var statement = warehouse.prepareStatement(WAITING)) {
      statement.setShort(1, lineId);
      statement.setLong(2, last);
      statement.setInt(3, ROWS_MAX);
      try (var rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(chunk(rows)) : Optional.empty();
      }
    }
  }

  private Chunk chunk(ResultSet rows) throws SQLException {
    var format = format(rows);
    var read = new ArrayList<Raw>();
    do {
      read.add(new Raw(rows.getLong("dead_letter_id"), rows.getBytes("payload")));
    } while (rows.next() && format(rows).equals(format));
    last = read.getLast().place();
    var after =
        JsonNodeFactory.instance
            .objectNode()
            .put("first", read.getFirst().place())
            .put("last", last);
    var chunk = new Chunk(ORIGIN, format, read, before, after);
    before = after;
    return chunk;
  }

  private Format format(ResultSet row) throws SQLException {
    if (row.getString("format").equals("json")) {
      return new Format.Json();
    }
    return new Format.Csv(delimiter, header(row.getArray("header")));
  }

  private static List<String> header(@Nullable Array header) throws SQLException {
    return header == null ? List.of() : List.of((String[]) header.getArray());
  }

  @Override
  public void close() throws SQLException {
    warehouse.close();
  }
}
