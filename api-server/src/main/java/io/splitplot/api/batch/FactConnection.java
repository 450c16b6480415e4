package io.splitplot.api.batch;

import io.splitplot.api.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection of one thread to the primary, kept as long as it works, replaced after that. */
final class FactConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FactConnection.class);
  private static final int CONFLICTS_MAX = 5;

  private final Database primary;
  private final Duration silenceMax;
  private volatile @Nullable Connection connection;

  /**
   * A connection that is made when it is needed.
   *
   * @param silenceMax how long the server may say nothing before it counts as gone
   */
  FactConnection(Database primary, Duration silenceMax) {
    this.primary = primary;
    this.silenceMax = silenceMax;
  }

  /** Stores a batch; it is durable when this returns, unless it is part of a transaction. */
  static Judged record(Connection connection, Fact fact, String batch) throws SQLException {
    try (var statement = connection.prepareStatement(fact.statement())) {
      statement.setString(1, batch);
      try (var row = statement.executeQuery()) {
        row.next();
        return Judged.of(
            (Integer[]) row.getArray("duplicates").getArray(), row.getString("rejected"));
      }
    }
  }

  /**
   * Works on the connection, again after a conflict, and again on a new connection when the old one
   * turns out to be broken: so the work must be harmless when it is done twice.
   */
  <T> T call(Database.Work<T> work) throws SQLException {
    for (var conflicts = 0; ; conflicts++) {
      var wasOpen = connection != null;
      var begin = System.nanoTime();
      try {
        return work.on(open());
      } catch (SQLException e) {
        var isQuick = System.nanoTime() - begin < silenceMax.toNanos() / 4;
        if (!settle(Fault.of(e), wasOpen && isQuick) || conflicts == CONFLICTS_MAX) {
          throw e;
        }
      }
    }
  }

  /** Does to the connection what the fault asks for; true: trying again may help at once. */
  private boolean settle(Fault fault, boolean mayBeStale) {
    return switch (fault) {
      case ITEM -> false;
      case CONFLICT -> true;
      case AWAY, INSTALLATION -> {
        close();
        yield mayBeStale;
      }
    };
  }

  private Connection open() throws SQLException {
    var open = connection;
    if (open == null) {
      open = primary.dataSource().getConnection();
      connection = open;
      open.setNetworkTimeout(Runnable::run, Math.toIntExact(silenceMax.toMillis()));
    }
    return open;
  }

  /** Ends what runs on it; for other threads than the one that works. */
  void abort() {
    var open = connection;
    if (open != null) {
      try {
        open.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("a connection that is given up could not be aborted", e);
      }
    }
  }

  /** Closes it for good. */
  @Override
  public void close() {
    var open = connection;
    connection = null;
    if (open != null) {
      primary.discard(open);
    }
  }
}
