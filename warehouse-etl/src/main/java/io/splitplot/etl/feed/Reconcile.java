package io.splitplot.etl.feed;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Compares primary and warehouse while the feed goes on.
 *
 * <p>What the primary has must be in the warehouse once it has applied the position after; what the
 * warehouse has must be in the primary, asked later. Hours in which nothing is received are told
 * equal by two numbers.
 */
final class Reconcile {
  private static final Duration APPLY_MAX = Duration.ofMinutes(30);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int ATTEMPTS = 10;
  private static final String HEARTBEATS = "feed_heartbeat";

  private final FeedSettings settings;
  private final Connection warehouse;
  private final Comparison comparison;

  /**
   * @param warehouse in a transaction, which sees what is applied meanwhile
   * @param resume number of the row in {@code etl.feed_resume}
   */
  Reconcile(FeedSettings settings, Connection warehouse, long resume) {
    this.settings = settings;
    this.warehouse = warehouse;
    this.comparison = new Comparison(warehouse, resume);
  }

  /** Writes the verdict. */
  void run() throws SQLException {
    try (var primary = settings.publisher().connectForLong()) {
      primary.setAutoCommit(false);
      comparison.readHours(primary);
      primary.commit();
      awaitApplied(primary);
      comparison.compareHours();

      comparison.readFacts(primary);
      primary.commit();
      awaitApplied(primary);
      comparison.compareFacts();
      comparison.keepLastingPhantoms(primary);
      primary.commit();
      comparison.end(null, tablesThatDiffer(primary));
    }
  }

  private int tablesThatDiffer(Connection primary) throws SQLException {
    var differ = 0;
    for (var table : Published.tables(primary)) {
      if (!table.isFact() && !table.name().equals(HEARTBEATS) && differs(primary, table)) {
        differ++;
      }
    }
    return differ;
  }

  /**
   * Whether it is another one than at the primary before and after; who changes it meanwhile has it
   * asked again.
   */
  private boolean differs(Connection primary, Published table) throws SQLException {
    for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
      var before = comparison.configuration(primary, table);
      awaitApplied(primary);
      var here = comparison.configuration(warehouse, table);
      if (here.equals(before)) {
        return false;
      }
      var isChanging = !comparison.configuration(primary, table).equals(before);
      primary.commit();
      if (!isChanging) {
        return true;
      }
    }
    return true;
  }

  /** Until the warehouse has all that the primary has now. */
  private void awaitApplied(Connection primary) throws SQLException {
    var position = position(primary);
    var deadlineNanos = System.nanoTime() + APPLY_MAX.toNanos();
    for (var missing = missing(position); !missing.isEmpty(); missing = missing(position)) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new SQLException("the warehouse has not caught up with the primary: " + missing);
      }
      try {
        TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SQLException("interrupted while the warehouse catches up", e);
      }
    }
  }

  /** The message makes the primary flush and send what commits did not wait for. */
  private static String position(Connection primary) throws SQLException {
    try (var statement = primary.createStatement();
        var row =
            statement.executeQuery(
                "select pg_logical_emit_message(true, 'splitplot_feed', 'compare')::text")) {
      row.next();
      var position = row.getString(1);
      primary.commit();
      return position;
    }
  }

  private String missing(String position) throws SQLException {
    try (var statement = warehouse.prepareStatement("select etl.missing_from_feed(?::pg_lsn)")) {
      statement.setString(1, position);
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
