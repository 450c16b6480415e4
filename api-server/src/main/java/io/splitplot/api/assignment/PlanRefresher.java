package io.splitplot.api.assignment;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link PlanHolder} up to date, on a thread and a connection of its own.
 *
 * <p>It asks the primary at a fixed interval whether something changed. While the primary cannot be
 * asked, the plan stays and its age grows.
 */
public final class PlanRefresher implements AutoCloseable {
  /** How often the primary is asked. */
  public static final Duration INTERVAL = Duration.ofMillis(200);

  private static final Logger log = LoggerFactory.getLogger(PlanRefresher.class);

  /** More than any statement may take on the server: beyond that the server or the way is gone. */
  private static final int NETWORK_TIMEOUT_MS = 8_000;

  private static final Duration CLOSING_TIME_MAX = Duration.ofSeconds(10);

  private final DataSource primary;
  private final PlanHolder holder;
  private final Duration interval;
  private final PlanLoader loader = new PlanLoader();
  private final Thread thread = Thread.ofPlatform().name("plan").daemon().unstarted(this::run);
  private volatile boolean closed;
  private volatile @Nullable Connection current;

  /**
   * A refresher that is not started yet.
   *
   * @param primary gives connections to whichever server is the primary now; one of them is kept
   * @param interval how often to ask, see {@link #INTERVAL}
   */
  public PlanRefresher(DataSource primary, PlanHolder holder, Duration interval) {
    this.primary = primary;
    this.holder = holder;
    this.interval = interval;
  }

  /** Begins; the first plan is in the holder some time later. */
  public void start() {
    thread.start();
  }

  /** Stops and waits for it, up to a limit. The holder keeps its plan. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    abort(current);
    try {
      thread.join(CLOSING_TIME_MAX);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      try (var connection = primary.getConnection()) {
        current = connection;
        follow(connection);
      } catch (SQLException | RuntimeException e) {
        if (!closed) {
          failed(e);
          pause();
        }
      }
    }
  }

  /** Asks until something fails; first in full, since another server may number differently. */
  private void follow(Connection connection) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MS);
    connection.setAutoCommit(false);
    Plan plan = null;
    while (!closed) {
      plan = loader.load(connection, plan);
      confirm(plan);
      pause();
    }
  }

  private void confirm(Plan plan) {
    if (holder.problem().isPresent()) {
      log.info("the plan is read again, version {}", plan.version());
    }
    holder.confirm(plan);
  }

  private void failed(Exception problem) {
    if (holder.problem().isEmpty()) {
      log.warn("the plan cannot be read; decisions go on with the one at hand", problem);
    }
    holder.failed(String.valueOf(problem.getMessage()));
  }

  private void pause() {
    try {
      Thread.sleep(interval);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closing
    }
  }

  private static void abort(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        log.debug("a connection that is given up could not be aborted", e);
      }
    }
  }
}
