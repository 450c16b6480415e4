package io.splitplot.etl.feed;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the warehouse needs done regularly besides its rollups: materialized views are refreshed,
 * batches of long ago thinned. How often and how far says the table {@code etl.upkeep}.
 *
 * <p>On a connection of its own, so that the rollups never wait. It survives every error, and tries
 * again at the next look; several may run at once, one of them finds something to do.
 */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** Another one was quicker. */
  private static final String SERIALIZATION_FAILURE = "40001";

  private final DataSource warehouse;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("splitplot-upkeep").factory());
  private @Nullable String lastError;

  private Upkeep(DataSource warehouse) {
    this.warehouse = warehouse;
  }

  static Upkeep start(DataSource warehouse) {
    var upkeep = new Upkeep(warehouse);
    var _ =
        upkeep.looks.scheduleWithFixedDelay(
            upkeep::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return upkeep;
  }

  private void look() {
    try (var connection = warehouse.getConnection()) {
      refreshViews(connection);
      thinBatches(connection);
      lastError = null;
    } catch (SQLException e) {
      if (!SERIALIZATION_FAILURE.equals(e.getSQLState())
          && !String.valueOf(e.getMessage()).equals(lastError)) {
        LOG.warn("the upkeep of the warehouse was not done, it is tried again: {}", e.getMessage());
        lastError = String.valueOf(e.getMessage());
      }
    }
  }

  /** In one snapshot, so that what is told of the views is what they show. */
  private static void refreshViews(Connection connection) throws SQLException {
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    call(connection, "select rollup.refresh_views()");
    connection.commit();
    connection.setAutoCommit(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
  }

  private static void thinBatches(Connection connection) throws SQLException {
    call(connection, "select etl.thin_batches()");
  }

  private static void call(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(query);
    }
  }

  /** Ends after what is being done. */
  @Override
  public void close() {
    looks.close();
  }
}
