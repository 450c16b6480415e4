package io.splitplot.api.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.splitplot.api.database.Database;
import io.splitplot.api.json.Json;
import java.sql.Connection;
import java.sql.SQLException;

/** Stores facts durably: all of a call in one statement and one transaction. */
public final class FactRecorder {
  private final Database primary;
  private final MeterRegistry meters;

  public FactRecorder(Database primary, MeterRegistry meters) {
    this.primary = primary;
    this.meters = meters;
    for (var fact : Fact.values()) {
      count(fact, new Recorded(0, 0, Json.array())); // so that each counter is there from the start
    }
  }

  /** Returns when the items are committed; items as the SQL function of the fact takes them. */
  public Recorded record(Fact fact, ArrayNode items) {
    var batch = Json.write(items);
    var recorded = primary.transaction(connection -> record(connection, fact, batch));
    count(fact, recorded);
    return recorded;
  }

  void countRefused(Fact fact, int items) {
    counter(fact, "rejected").increment(items);
  }

  private static Recorded record(Connection connection, Fact fact, String batch)
      throws SQLException {
    try (var statement = connection.prepareStatement(fact.statement())) {
      statement.setString(1, batch);
      try (var row = statement.executeQuery()) {
        row.next();
        return new Recorded(
            row.getInt("accepted"),
            row.getInt("duplicate"),
            (ArrayNode) Json.parse(row.getString("rejected")));
      }
    }
  }

  private void count(Fact fact, Recorded recorded) {
    counter(fact, "accepted").increment(recorded.accepted());
    counter(fact, "duplicate").increment(recorded.duplicate());
    counter(fact, "rejected").increment(recorded.rejected().size());
  }

  private Counter counter(Fact fact, String outcome) {
    return Counter.builder("splitplot.facts")
        .description("Reported facts by what became of them")
        .tag("fact", fact.label())
        .tag("outcome", outcome)
        .register(meters);
  }
}
