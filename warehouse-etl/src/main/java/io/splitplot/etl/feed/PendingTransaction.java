package io.splitplot.etl.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A transaction of the primary that the warehouse has not applied.
 *
 * @param finishLsn where PostgreSQL says that it finished
 * @param endLsn the position after it
 * @param changes what it did to published tables, in order
 */
record PendingTransaction(String finishLsn, String endLsn, List<Change> changes) {
  private static final Set<String> FACTS = Set.of("exposure", "event");

  /** A first look is enough when the slot has been confirmed up to what was applied. */
  private static final int FIRST_LOOK = 1;

  private static final int LOOK_FACTOR = 100;
  private static final int LARGEST_LOOK = 1_000_000;

  PendingTransaction {
    changes = List.copyOf(changes);
  }

  /**
   * A change.
   *
   * @param operation insert, update, delete or truncate
   * @param row what was inserted; of other operations nothing
   */
  record Change(String table, String operation, ObjectNode row) {}

  List<Change> inserts() {
    return changes.stream().filter(change -> change.operation().equals("insert")).toList();
  }

  /** Whether it leaves the configuration alone. */
  boolean hasFactsOnly() {
    return changes.stream().allMatch(change -> FACTS.contains(change.table()));
  }

  /**
   * The first one that the subscription will be sent, without taking it from the slot.
   *
   * @throws SQLException also while a reader has the slot
   */
  static Optional<PendingTransaction> first(Connection warehouse, Connection primary)
      throws SQLException {
    var appliedTo = appliedTo(warehouse);
    for (var look = FIRST_LOOK; look <= LARGEST_LOOK; look *= LOOK_FACTOR) {
      var seen = look(primary, look);
      for (var transaction : seen) {
        if (isAfter(primary, transaction.endLsn(), appliedTo)) {
          return Optional.of(transaction);
        }
      }
      if (seen.isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static List<PendingTransaction> look(Connection primary, int changes)
      throws SQLException {
    var output = new PgOutput();
    try (var statement =
        primary.prepareStatement(
            """
            select data
            from pg_logical_slot_peek_binary_changes(
              ?, null, ?, 'proto_version', '1', 'publication_names', ?)
            """)) {
      statement.setString(1, Subscription.NAME);
      statement.setInt(2, changes);
      statement.setString(3, Subscription.PUBLICATION);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          output.read(row.getBytes(1));
        }
      }
    }
    return output.transactions();
  }

  /** What the warehouse has stored, also when it could not tell the slot any more. */
  private static String appliedTo(Connection warehouse) throws SQLException {
    try (var statement =
        warehouse.prepareStatement(
            """
            select coalesce(pg_replication_origin_progress('pg_' || s.oid, false), '0/0')::text
            from pg_subscription s
            where s.subname = ?
              and s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
            """)) {
      statement.setString(1, Subscription.NAME);
      try (var row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : "0/0";
      }
    }
  }

  private static boolean isAfter(Connection primary, String position, String other)
      throws SQLException {
    try (var statement = primary.prepareStatement("select ?::pg_lsn > ?::pg_lsn")) {
      statement.setString(1, position);
      statement.setString(2, other);
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
