package io.splitplot.api.privacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.database.Database;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Forgets a person in both databases, in steps that are committed one by one. Whatever happens
 * between two of them, forgetting the same unit again goes on where it stopped.
 *
 * <ol>
 *   <li>The primary marks the person: facts that were received before are refused from now on.
 *   <li>It renames what it stores, and again, until no transaction can bring more.
 *   <li>The feed brings the warehouse everything that was stored before.
 *   <li>The warehouse renames the same.
 *   <li>The primary writes down that it is done, and drops the names.
 * </ol>
 */
final class Forgetting {
  private static final String BEGIN =
      "select forgetting_id, transaction_id from splitplot.begin_forgetting(?, ?, ?)";
  private static final String FACTS =
      "select changed, transaction_id from splitplot.forget_facts(?)";
  private static final String NAMES = "select splitplot.forgetting_names(?)";
  private static final String WAREHOUSE = "select fact.forget(?::jsonb)";
  private static final String FINISH = "select splitplot.finish_forgetting(?, ?::jsonb)";

  /** Whether every transaction that is older than one has ended. */
  private static final String ELDERS_ENDED =
      "select (pg_snapshot_xmin(pg_current_snapshot()) > ?::xid8)::text";

  private static final String POSITION =
      "select pg_logical_emit_message(true, 'splitplot_privacy', 'forgotten')::text";
  private static final String MISSING = "select etl.missing_from_feed(?::pg_lsn)";

  private static final Duration WAIT_MAX = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int ROUNDS_MAX = 20;
  private static final String MEANWHILE_USED = "rule_broken";

  private final Database primary;
  private final Database warehouse;

  Forgetting(PrivacyService.Databases databases) {
    this.primary = databases.primary();
    this.warehouse = databases.warehouse();
  }

  /** A step that is done: its number, and the transaction whose elders must end before the next. */
  private record Step(long number, String transaction) {}

  /** Forgets, and says what was changed. */
  ObjectNode done(Unit unit, String actor) {
    var begun = primary.transaction(connection -> begin(connection, unit, actor));
    forgetFacts(begun);
    var names = primary.read(connection -> names(connection, begun.number()));
    awaitFeed();
    var inWarehouse = warehouse.transaction(connection -> inWarehouse(connection, names));
    return answer(
        unit,
        false,
        primary.transaction(connection -> finish(connection, begun.number(), inWarehouse)));
  }

  /** Does the same and takes it back, and says what would be changed. */
  ObjectNode tried(Unit unit, String actor) {
    return primary.read(connection -> {
      connection.setAutoCommit(false); // the pool sets it back
      try {
        var number = begin(connection, unit, actor).number();
        facts(connection, number);
        var names = names(connection, number);
        return answer(unit, true, finish(connection, number, triedInWarehouse(names)));
      } finally {
        connection.rollback();
      }
    });
  }

  private JsonNode triedInWarehouse(String names) {
    return warehouse.read(connection -> {
      connection.setAutoCommit(false);
      try {
        return inWarehouse(connection, names);
      } finally {
        connection.rollback();
      }
    });
  }

  private static ObjectNode answer(Unit unit, boolean isDryRun, JsonNode counts) {
    var answer = Json.object();
    answer.put("unit_type", unit.type()).put("unit_id", unit.id()).put("dry_run", isDryRun);
    answer.set("primary", counts.path("primary"));
    answer.set("warehouse", counts.path("warehouse"));
    return answer;
  }

  private void forgetFacts(Step begun) {
    var last = begun;
    for (var round = 0; round < ROUNDS_MAX; round++) {
      awaitElders(last.transaction());
      try {
        last = primary.transaction(connection -> facts(connection, begun.number()));
        if (last.number() == 0) {
          return;
        }
      } catch (ProblemException e) {
        // A foreign key: the person was active meanwhile. The next round sees what was stored.
        if (!e.problem().code().equals(MEANWHILE_USED)) {
          throw e;
        }
      }
    }
    throw later("unit_active", "the unit is so active that it could not be forgotten");
  }

  private void awaitElders(String transaction) {
    var deadline = System.nanoTime() + WAIT_MAX.toNanos();
    while (!primary
        .read(connection -> text(connection, ELDERS_ENDED, transaction))
        .equals("true")) {
      rest(deadline, "transactions_pending", "an old transaction of the primary does not end");
    }
  }

  /** Until the warehouse has all that was committed so far. */
  private void awaitFeed() {
    var deadline = System.nanoTime() + WAIT_MAX.toNanos();
    var position = primary.read(connection -> text(connection, POSITION));
    for (var missing = missing(position); !missing.isEmpty(); missing = missing(position)) {
      rest(
          deadline,
          "feed_behind",
          "the primary has forgotten the unit, the warehouse has not: " + missing);
    }
  }

  private String missing(String position) {
    return warehouse.read(connection -> text(connection, MISSING, position));
  }

  private static void rest(long deadlineNanos, String code, String detail) {
    if (System.nanoTime() - deadlineNanos > 0) {
      throw later(code, detail);
    }
    try {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw later(code, detail);
    }
  }

  private static ProblemException later(String code, String detail) {
    return new ProblemException(
        Problem.of(503, code, detail).withHint("forget the unit again; that goes on from here"));
  }

  private static Step begin(Connection connection, Unit unit, String actor) throws SQLException {
    try (var statement = connection.prepareStatement(BEGIN)) {
      statement.setString(1, unit.type());
      statement.setString(2, unit.id());
      statement.setString(3, actor);
      try (var row = statement.executeQuery()) {
        row.next();
        return new Step(row.getLong(1), row.getString(2));
      }
    }
  }

  private static Step facts(Connection connection, long forgetting) throws SQLException {
    try (var statement = connection.prepareStatement(FACTS)) {
      statement.setLong(1, forgetting);
      try (var row = statement.executeQuery()) {
        row.next();
        return new Step(row.getLong(1), row.getString(2));
      }
    }
  }

  private static String names(Connection connection, long forgetting) throws SQLException {
    try (var statement = connection.prepareStatement(NAMES)) {
      statement.setLong(1, forgetting);
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private static JsonNode inWarehouse(Connection connection, String names) throws SQLException {
    try (var statement = connection.prepareStatement(WAREHOUSE)) {
      statement.setString(1, names);
      return Sql.json(statement);
    }
  }

  private static JsonNode finish(Connection connection, long forgetting, JsonNode inWarehouse)
      throws SQLException {
    try (var statement = connection.prepareStatement(FINISH)) {
      statement.setLong(1, forgetting);
      statement.setString(2, inWarehouse.toString());
      return Sql.json(statement);
    }
  }

  private static String text(Connection connection, String query, String... parameters)
      throws SQLException {
    try (var statement = connection.prepareStatement(query)) {
      for (var place = 0; place < parameters.length; place++) {
        statement.setString(place + 1, parameters[place]);
      }
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
