package io.splitplot.etl.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.etl.feed.PendingTransaction.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the apply worker stops at, again and again.
 *
 * <p>PostgreSQL writes that to the server's log only, where not everybody can look. So the next
 * transaction is read from the slot and stored for a trial, which is rolled back: the error is the
 * worker's.
 *
 * @param finishLsn the transaction, as {@code alter subscription ... skip} wants it
 * @param changes how many changes the transaction has
 * @param factsOnly whether it leaves the configuration alone, so that it can be skipped
 * @param failure what fails; null: the trial stored everything, so the error passes or is one that
 *     a trial cannot have
 */
public record ApplyProblem(
    String finishLsn, int changes, boolean factsOnly, @Nullable Failure failure) {

  /**
   * The row that cannot be stored, and why.
   *
   * @param code SQLSTATE
   */
  public record Failure(String table, ObjectNode row, String code, String detail) {
    private static Failure of(Change change, SQLException error) {
      var message = String.valueOf(error.getMessage());
      return new Failure(
          change.table(),
          change.row(),
          String.valueOf(error.getSQLState()),
          message.lines().findFirst().orElse("").replaceFirst("^ERROR: ", ""));
    }
  }

  private static final Duration SLOT_WAIT_MAX = Duration.ofSeconds(3);
  private static final Duration SLOT_POLL = Duration.ofMillis(50);
  private static final String SLOT_IN_USE = "55006";

  /** Of the next transaction; empty when none waits, or when the worker goes on by itself. */
  static Optional<ApplyProblem> find(FeedSettings settings) throws SQLException {
    try (var warehouse = settings.warehouse().getConnection();
        var primary = settings.publisher().connect()) {
      var pending = whenSlotIsFree(warehouse, primary);
      return pending.isEmpty() ? Optional.empty() : Optional.of(ofTrial(warehouse, pending.get()));
    }
  }

  /** The worker has the slot for a moment at each of its attempts. */
  private static Optional<PendingTransaction> whenSlotIsFree(
      Connection warehouse, Connection primary) throws SQLException {
    var deadlineNanos = System.nanoTime() + SLOT_WAIT_MAX.toNanos();
    while (true) {
      try {
        return PendingTransaction.first(warehouse, primary);
      } catch (SQLException e) {
        if (!SLOT_IN_USE.equals(e.getSQLState())) {
          throw e;
        }
        if (System.nanoTime() - deadlineNanos > 0) {
          return Optional.empty();
        }
      }
      rest();
    }
  }

  private static void rest() throws SQLException {
    try {
      TimeUnit.NANOSECONDS.sleep(SLOT_POLL.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while the slot was in use", e);
    }
  }

  /** Stores the transaction up to its first failure, and takes it back. */
  static ApplyProblem ofTrial(Connection warehouse, PendingTransaction pending)
      throws SQLException {
    warehouse.setAutoCommit(false);
    try (var limits = warehouse.createStatement()) {
      limits.execute("set local lock_timeout = '1s'");
      return new ApplyProblem(
          pending.finishLsn(),
          pending.changes().size(),
          pending.hasFactsOnly(),
          trial(warehouse, pending));
    } finally {
      warehouse.rollback();
      warehouse.setAutoCommit(true);
    }
  }

  private static @Nullable Failure trial(Connection warehouse, PendingTransaction pending)
      throws SQLException {
    try (var put = warehouse.prepareStatement("select etl.put_row(?, ?::jsonb)")) {
      for (var change : pending.inserts()) {
        put.setString(1, change.table());
        put.setString(2, change.row().toString());
        try {
          put.execute();
        } catch (SQLException e) {
          return Failure.of(change, e);
        }
      }
    }
    return null;
  }
}
