package io.splitplot.etl.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.splitplot.etl.source.Format;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes down the rows of a batch that cannot be stored. */
final class NewDeadLetters implements DeadLetters {
  private static final String DEAD_LETTERS =
      """
      insert into etl.dead_letter
        (line_id, batch_id, origin, format, header, place, station, code, field, reason, payload)
      select ?, ?, ?, ?, ?, d.*
      from unnest(?, ?, ?, ?, ?, ?) as d(place, station, code, field, reason, payload)
      """;

  private final short lineId;

  NewDeadLetters(short lineId) {
    this.lineId = lineId;
  }

  @Override
  public void settle(Connection warehouse, Batch batch, long batchId) throws SQLException {
    if (batch.dead().isEmpty()) {
      return;
    }
    try (var statement = warehouse.prepareStatement(DEAD_LETTERS)) {
      statement.setShort(1, lineId);
      statement.setLong(2, batchId);
      statement.setString(3, batch.origin());
      statement.setString(4, batch.format() instanceof Format.Csv ? "csv" : "json");
      statement.setArray(
          5,
          batch.format() instanceof Format.Csv csv
              ? warehouse.createArrayOf(
                  "text", csv.header().stream().map(NewDeadLetters::storable).toArray())
              : null);
      var dead = batch.dead();
      column(warehouse, statement, 6, "bigint", dead, letter -> letter.raw().place());
      column(warehouse, statement, 7, "text", dead, DeadLetter::station);
      column(warehouse, statement, 8, "text", dead, DeadLetter::code);
      column(warehouse, statement, 9, "text", dead, letter -> storable(letter.field()));
      column(warehouse, statement, 10, "text", dead, letter -> storable(letter.reason()));
      var payloads = dead.stream().map(letter -> letter.raw().bytes()).toArray(byte[][]::new);
      statement.setArray(11, warehouse.createArrayOf("bytea", payloads));
      statement.executeUpdate();
    }
  }

  /** Names of fields are the source's, and may hold what no text of PostgreSQL does. */
  static @Nullable String storable(@Nullable String text) {
    return text == null ? null : new String(text.replace('\0', '\uFFFD').getBytes(UTF_8), UTF_8);
  }

  private static void column(
      Connection warehouse,
      PreparedStatement statement,
      int index,
      String type,
      List<DeadLetter> dead,
      Function<DeadLetter, @Nullable Object> value)
      throws SQLException {
    statement.setArray(index, warehouse.createArrayOf(type, dead.stream().map(value).toArray()));
  }
}
