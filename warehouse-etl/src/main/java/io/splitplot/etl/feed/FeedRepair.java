package io.splitplot.etl.feed;

import io.splitplot.etl.EtlException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What an operator does to a feed that stands still. Each of these halts the feed and lets it go
 * on; no {@link Feed} has to run, and one that runs need not be stopped.
 */
public final class FeedRepair {
  private static final Duration HALT_MAX = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final String TOGETHER = "skipped together with a row that failed";

  private final FeedSettings settings;
  private final Subscription subscription;

  public FeedRepair(FeedSettings settings) {
    this.settings = settings;
    this.subscription = new Subscription(settings);
  }

  /** How many refused rows were stored, and how many still wait. */
  public record Replayed(long stored, long refused) {}

  /**
   * Puts the rows of the transaction that the apply worker stops at aside, one by one, and has the
   * worker leave it out; then stores of all rows that wait those that can be. So what is lost to
   * the reports is the row that fails, and that is kept with its error.
   *
   * @throws EtlException {@code SP-FEED-NOTHING-TO-SKIP} when no transaction fails, {@code
   *     SP-FEED-SKIP-CONFIGURATION} when it changes the configuration, {@code SP-FEED-REPAIR}
   */
  public Replayed skip() {
    return halted(warehouse -> {
      var pending = pending(warehouse);
      var problem = ApplyProblem.ofTrial(warehouse, pending);
      var failure = problem.failure();
      if (!problem.factsOnly()) {
        throw new EtlException(
            "SP-FEED-SKIP-CONFIGURATION",
            "the transaction that finishes at "
                + problem.finishLsn()
                + " changes the configuration, without which facts are counted wrongly. Nothing"
                + " was skipped; if it fails, copy everything anew: "
                + FeedProblem.RESEED);
      }
      if (failure == null) {
        throw nothingToSkip();
      }
      putAside(warehouse, pending, failure);
      return replayed(warehouse);
    });
  }

  /**
   * Stores of the refused rows those that can be stored now.
   *
   * @throws EtlException {@code SP-FEED-REPAIR}
   */
  public Replayed replay() {
    return halted(FeedRepair::replayed);
  }

  /**
   * Forgets subscription, slot and copied configuration, and copies everything anew; facts that are
   * here stay, and are not doubled. Reports lack experiments for the seconds that takes.
   *
   * @throws EtlException as {@link Feed#start}, and {@code SP-FEED-REPAIR}
   */
  public void reseed() {
    try {
      subscription.locked(warehouse -> {
        if (Subscription.isWritten(warehouse)) {
          run(warehouse, "call etl.forget_feed()");
          subscription.dropSlot();
        }
        return this;
      });
    } catch (SQLException e) {
      throw failed(e);
    }
    subscription.ensure();
  }

  /**
   * How the feed would go on with the primary as it is now.
   *
   * @throws EtlException as {@link #resume}
   */
  public ResumePlan resumePlan() {
    try {
      return subscription.plan();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Goes on after a failover of the primary: with the slot that came along, or with a new one after
   * the warehouse has been made what the primary is. Facts that the primary does not have are put
   * aside, however many they are. May be called again after whatever went wrong.
   *
   * @param progress is told what goes on
   * @throws EtlException {@code SP-FEED-OTHER-CLUSTER}, {@code SP-FEED-FORMER-PRIMARY}, {@code
   *     SP-FEED-PRIMARY}, {@code SP-FEED-SLOT-TAKEN}, {@code SP-FEED-REPAIR}
   */
  public ResumeVerdict resume(Consumer<String> progress) {
    try {
      subscription.resume(progress);
      try (var warehouse = settings.warehouse().getConnection()) {
        return Objects.requireNonNull(ResumeVerdict.newest(warehouse), "nothing was resumed");
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private PendingTransaction pending(Connection warehouse) throws SQLException {
    try (var primary = settings.publisher().connect()) {
      return PendingTransaction.first(warehouse, primary).orElseThrow(FeedRepair::nothingToSkip);
    }
  }

  private static EtlException nothingToSkip() {
    return new EtlException(
        "SP-FEED-NOTHING-TO-SKIP",
        "the primary has no transaction next that cannot be stored, so there is nothing to skip");
  }

  /** All its rows, so that whoever is killed after this has lost nothing. */
  private static void putAside(
      Connection warehouse, PendingTransaction pending, ApplyProblem.Failure failure)
      throws SQLException {
    warehouse.setAutoCommit(false);
    try (var keep =
        warehouse.prepareStatement(
            """
            insert into etl.refused_row (source_table, content, code, detail, finish_lsn)
            values (?, ?::jsonb, ?, ?, ?::pg_lsn)
            """)) {
      for (var change : pending.inserts()) {
        keep.setString(1, change.table());
        keep.setString(2, change.row().toString());
        keep.setString(3, failure.code());
        keep.setString(4, change.row().equals(failure.row()) ? failure.detail() : TOGETHER);
        keep.setString(5, pending.finishLsn());
        keep.addBatch();
      }
      keep.executeBatch();
      Subscription.skip(warehouse, pending.finishLsn());
      warehouse.commit();
    } catch (SQLException e) {
      warehouse.rollback();
      throw e;
    } finally {
      warehouse.setAutoCommit(true);
    }
  }

  private static Replayed replayed(Connection warehouse) throws SQLException {
    try (var statement = warehouse.createStatement();
        var row = statement.executeQuery("select stored, refused from etl.replay_refused_rows()")) {
      row.next();
      return new Replayed(row.getLong(1), row.getLong(2));
    }
  }

  /** While no worker applies: it and we must not number arrivals at the same time. */
  private <T> T halted(Subscription.Work<T> work) {
    try {
      return subscription.locked(warehouse -> {
        Subscription.requireWritten(warehouse);
        Subscription.disable(warehouse);
        try {
          awaitHalt(warehouse);
          return work.on(warehouse);
        } finally {
          Subscription.enable(warehouse);
        }
      });
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static void awaitHalt(Connection warehouse) throws SQLException {
    var deadlineNanos = System.nanoTime() + HALT_MAX.toNanos();
    while (WarehouseState.read(warehouse).applying()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new SQLException("the apply worker has not ended within a minute");
      }
      rest();
    }
  }

  private static void rest() throws SQLException {
    try {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while the apply worker ends", e);
    }
  }

  private static void run(Connection warehouse, String statement) throws SQLException {
    try (var running = warehouse.createStatement()) {
      running.execute(statement);
    }
  }

  private static EtlException failed(SQLException e) {
    return new EtlException(
        "SP-FEED-REPAIR", "the feed could not be repaired: " + e.getMessage(), e);
  }
}
