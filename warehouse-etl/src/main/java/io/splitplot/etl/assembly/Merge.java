package io.splitplot.etl.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.splitplot.etl.line.Line;
import io.splitplot.etl.source.Format;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The last station: one transaction a batch, with its rows, its dead letters, what its gates found,
 * its lineage and the checkpoint.
 */
final class Merge implements Line.Sink<Batch> {
  private static final String MERGE = "select * from etl.merge_batch(?, ?::smallint, ?::jsonb)";

  private static final String DEAD_LETTERS =
      """
      insert into etl.dead_letter
        (line_id, batch_id, origin, format, header, place, station, code, field, reason, payload)
      select ?, ?, ?, ?, ?, d.*
      from unnest(?, ?, ?, ?, ?, ?) as d(place, station, code, field, reason, payload)
      """;

  private final Connection warehouse;
  private final short lineId;
  private final String program;
  private final Slots slots;
  private final Tally tally;

  Merge(Connection warehouse, short lineId, String program, Slots slots, Tally tally) {
    this.warehouse = warehouse;
    this.lineId = lineId;
    this.program = program;
    this.slots = slots;
    this.tally = tally;
  }

  @Override
  public void accept(Batch batch) throws SQLException {
    warehouse.setAutoCommit(false);
    Tally.Stored stored;
    try (var statement = warehouse.prepareStatement(MERGE)) {
      statement.setShort(1, lineId);
      statement.setInt(2, batch.slot());
      statement.setString(3, document(batch));
      try (var row = statement.executeQuery()) {
        row.next();
        stored =
            new Tally.Stored(
                row.getLong("batch_id"),
                row.getString("state").equals("quarantined"),
                row.getLong("added_count"),
                row.getLong("changed_count"),
                row.getLong("present_count"));
      }
    }
    if (!batch.dead().isEmpty()) {
      bury(batch, stored.batchId());
    }
    warehouse.commit();
    tally.add(batch, stored);
    slots.giveBack(batch.slot());
  }

  private String document(Batch batch) {
    var document = JsonNodeFactory.instance.objectNode();
    document.put("origin", batch.origin());
    document.set("from", batch.before());
    document.set("to", batch.after());
    document.put("read", batch.read());
    document.put("rejected", batch.dead().size());
    document.put("program", program);
    document.put("started_at", batch.startedAt().toString());
    return document.toString();
  }

  private void bury(Batch batch, long batchId) throws SQLException {
    try (var statement = warehouse.prepareStatement(DEAD_LETTERS)) {
      statement.setShort(1, lineId);
      statement.setLong(2, batchId);
      statement.setString(3, batch.origin());
      statement.setString(4, batch.format() instanceof Format.Csv ? "csv" : "json");
      statement.setArray(
          5,
          batch.format() instanceof Format.Csv csv
              ? warehouse.createArrayOf(
                  "text", csv.header().stream().map(Merge::storable).toArray())
              : null);
      var dead = batch.dead();
      column(statement, 6, "bigint", dead, letter -> letter.raw().place());
      column(statement, 7, "text", dead, DeadLetter::station);
      column(statement, 8, "text", dead, DeadLetter::code);
      column(statement, 9, "text", dead, letter -> storable(letter.field()));
      column(statement, 10, "text", dead, letter -> storable(letter.reason()));
      var payloads = dead.stream().map(letter -> letter.raw().bytes()).toArray(byte[][]::new);
      statement.setArray(11, warehouse.createArrayOf("bytea", payloads));
      statement.executeUpdate();
    }
  }

  /** Names of fields are the source's, and may hold what no text of PostgreSQL does. */
  private static @Nullable String storable(@Nullable String text) {
    return text == null ? null : new String(text.replace('\0', '\uFFFD').getBytes(UTF_8), UTF_8);
  }

  private void column(
      PreparedStatement statement,
      int index,
      String type,
      List<DeadLetter> dead,
      Function<DeadLetter, @Nullable Object> value)
      throws SQLException {
    statement.setArray(index, warehouse.createArrayOf(type, dead.stream().map(value).toArray()));
  }
}
