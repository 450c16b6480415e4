package io.splitplot.etl.feed;

import io.splitplot.etl.rollup.Round;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Advances the rollups, round after round, on a connection and a thread of its own.
 *
 * <p>It rests between rounds even when facts keep coming, a fifth as long as otherwise: a part of
 * what a round costs is the same for one fact and for a hundred.
 *
 * <p>It survives every error: the connection is thrown away, and the next round starts after a
 * back-off that doubles from the pause up to {@link #BACK_OFF_MAX}.
 */
final class RollupLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RollupLoop.class);

  private static final int WORKING_REST_SHARE = 5;
  private static final Duration BACK_OFF_MAX = Duration.ofSeconds(5);

  private final DataSource warehouse;
  private final Duration pause;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "splitplot-rollup");

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition roundEnded = lock.newCondition();
  private long idleRoundStartedNanos;
  private boolean everIdle;
  private @Nullable String lastError;

  /** Whether the warehouse may hold a problem that is over; also one of a process before this. */
  private boolean problemIsNoted = true;

  private RollupLoop(DataSource warehouse, Duration pause) {
    this.warehouse = warehouse;
    this.pause = pause;
    thread.setDaemon(true);
  }

  static RollupLoop start(DataSource warehouse, Duration pause) {
    var loop = new RollupLoop(warehouse, pause);
    loop.thread.start();
    return loop;
  }

  /** What the newest round died of; null when it did not. */
  @Nullable String lastError() {
    lock.lock();
    try {
      return lastError;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a round that started after this call found nothing left to do.
   *
   * @return false when the time ran out before
   */
  boolean awaitIdle(long deadlineNanos) throws InterruptedException {
    lock.lock();
    try {
      var calledNanos = System.nanoTime();
      while (!everIdle || idleRoundStartedNanos - calledNanos < 0) {
        var left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        roundEnded.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    var backOff = pause;
    while (closing.getCount() > 0) {
      try (var connection = warehouse.getConnection()) {
        while (closing.getCount() > 0) {
          var round = round(connection);
          backOff = pause;
          rest(round == Round.WORKED ? pause.dividedBy(WORKING_REST_SHARE) : pause);
        }
      } catch (SQLException e) {
        failed(e, backOff);
        rest(backOff);
        var doubled = backOff.multipliedBy(2);
        backOff = doubled.compareTo(BACK_OFF_MAX) < 0 ? doubled : BACK_OFF_MAX;
      }
    }
  }

  private Round round(Connection connection) throws SQLException {
    var startedNanos = System.nanoTime();
    var round = Round.advance(connection);
    if (problemIsNoted) {
      note(connection, null);
      problemIsNoted = false;
    }
    lock.lock();
    try {
      lastError = null;
      if (round == Round.IDLE) {
        everIdle = true;
        idleRoundStartedNanos = startedNanos;
      }
      roundEnded.signalAll();
    } finally {
      lock.unlock();
    }
    return round;
  }

  private void failed(SQLException error, Duration backOff) {
    LOG.warn(
        "the rollups could not advance, again in {} ms: {}",
        backOff.toMillis(),
        error.getMessage());
    noteProblem(error.getMessage());
    lock.lock();
    try {
      lastError = "the rollups could not advance: " + error.getMessage();
    } finally {
      lock.unlock();
    }
  }

  /** For whoever asks from another process; whoever can't ask needs no note. */
  private void noteProblem(@Nullable String problem) {
    problemIsNoted = true;
    try (var connection = warehouse.getConnection()) {
      note(connection, problem == null ? "no message" : problem);
    } catch (SQLException e) {
      LOG.debug("the warehouse cannot be told what its rollups suffer from", e);
    }
  }

  private static void note(Connection connection, @Nullable String problem) throws SQLException {
    connection.setAutoCommit(true);
    try (var statement = connection.prepareStatement("select etl.note_rollup_problem(?)")) {
      statement.setString(1, problem);
      statement.execute();
    }
  }

  private void rest(Duration duration) {
    try {
      var _ = closing.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing.countDown();
    }
  }

  /** Ends the loop after the round that runs; whatever it has not reached, the next start does. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
