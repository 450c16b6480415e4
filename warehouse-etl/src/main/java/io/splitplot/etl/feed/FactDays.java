package io.splitplot.etl.feed;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the warehouse's partitions of facts, again and again: makes days ahead, drops those
 * that are kept no longer, and freezes those that are over.
 *
 * <p>It survives every error: what was not done is done by the next pass, of this process or of
 * another one.
 */
final class FactDays implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FactDays.class);
  private static final Duration INTERVAL = Duration.ofMinutes(10);

  private final DataSource warehouse;
  private final ScheduledExecutorService passes =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("splitplot-fact-days").factory());

  private FactDays(DataSource warehouse) {
    this.warehouse = warehouse;
  }

  static FactDays start(DataSource warehouse) {
    var days = new FactDays(warehouse);
    var _ =
        days.passes.scheduleWithFixedDelay(
            days::passOrWarn, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return days;
  }

  private void passOrWarn() {
    try {
      pass(warehouse);
    } catch (SQLException e) {
      if (!passes.isShutdown()) {
        LOG.warn(
            "the days of facts were not looked after, again in {} minutes: {}",
            INTERVAL.toMinutes(),
            e.getMessage());
      }
    }
  }

  /** Does all that is to be done now, a day in a transaction. */
  static void pass(DataSource warehouse) throws SQLException {
    try (var connection = warehouse.getConnection()) {
      connection.setAutoCommit(true);
      while (maintain(connection)) {
        LOG.debug("there may be more days to drop, or ids to forget");
      }
      freeze(connection);
    }
  }

  /** Whether to call it again at once. */
  private static boolean maintain(Connection warehouse) throws SQLException {
    var again = false;
    try (var statement = warehouse.createStatement();
        var done = statement.executeQuery("select action, object from fact.maintain_days()")) {
      while (done.next()) {
        var action = done.getString(1);
        LOG.info("days of facts: {} {}", action, done.getString(2));
        again |= action.equals("dropped") || action.equals("forgot");
      }
    }
    return again;
  }

  /** As gently as autovacuum does: reading a whole day must not hold the feed up. */
  private static void freeze(Connection warehouse) throws SQLException {
    try (var statement = warehouse.createStatement()) {
      statement.execute("set vacuum_cost_delay = '2ms'");
      for (var partition : toFreeze(warehouse)) {
        statement.execute("vacuum (freeze, analyze) fact." + partition);
      }
    }
  }

  /** Names as SQL has them. */
  private static List<String> toFreeze(Connection warehouse) throws SQLException {
    try (var statement = warehouse.createStatement();
        var rows =
            statement.executeQuery(
                """
                select quote_ident(p.partition)
                from fact.partition p
                where p.day < fact.newest_day() and not p.is_at_rest
                order by p.day, p.fact
                """)) {
      var partitions = new ArrayList<String>();
      while (rows.next()) {
        partitions.add(rows.getString(1));
      }
      return partitions;
    }
  }

  /** Waits for the statement that runs, no longer than a moment: it can be ended at any point. */
  @Override
  public void close() {
    passes.shutdownNow();
  }
}
