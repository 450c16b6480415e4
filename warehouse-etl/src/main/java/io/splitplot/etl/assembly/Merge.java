package io.splitplot.etl.assembly;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.splitplot.etl.line.Line;
import io.splitplot.etl.source.Control;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last station: one transaction a batch, with its rows, its dead letters, what its gates found,
 * its lineage and the checkpoint.
 */
final class Merge implements Line.Sink<Batch> {
  private static final String MERGE = "select * from etl.merge_batch(?, ?::smallint, ?::jsonb)";

  private final Connection warehouse;
  private final short lineId;
  private final String program;
  private final Slots slots;
  private final Totals totals;
  private final DeadLetters deadLetters;
  private final Tally tally;

  Merge(
      Connection warehouse,
      short lineId,
      String program,
      Slots slots,
      Totals totals,
      DeadLetters deadLetters,
      Tally tally) {
    this.warehouse = warehouse;
    this.lineId = lineId;
    this.program = program;
    this.slots = slots;
    this.totals = totals;
    this.deadLetters = deadLetters;
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
    deadLetters.settle(warehouse, batch, stored.batchId());
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
    if (totals.areCompared()) {
      compare(batch, document.putArray("totals"));
    }
    return document.toString();
  }

  private void compare(Batch batch, ArrayNode compared) {
    var control =
        batch.control() == null
            ? new Control(null, Map.of(), "a part only: too many of its rows are dead letters")
            : batch.control();
    put(compared, "rows", BigDecimal.valueOf(batch.read()), control.rows(), control);
    for (var i = 0; i < totals.sums().size(); i++) {
      var column = totals.sums().get(i);
      put(compared, column.name(), batch.sums().get(i), control.sums().get(column.from()), control);
    }
  }

  private static void put(
      ArrayNode compared,
      String name,
      BigDecimal found,
      @Nullable BigDecimal wanted,
      Control control) {
    var total = compared.addObject().put("name", name).put("found", found.toPlainString());
    if (wanted == null) {
      total.put(
          "problem", control.problem() == null ? "the source does not say it" : control.problem());
    } else {
      total.put("wanted", wanted.toPlainString());
    }
  }
}
