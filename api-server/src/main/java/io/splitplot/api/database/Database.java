package io.splitplot.api.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.splitplot.api.problem.DatabaseProblems;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;

/** One database behind a pool whose every wait has a limit. */
public final class Database implements AutoCloseable {
  /** What we have acknowledged is on disk, however the server is configured. */
  private static final String DURABLE =
      """
      select set_config('synchronous_commit', 'on', false)
      where current_setting('synchronous_commit') = 'off'
      """;

  private final HikariDataSource pool;

  /** Work on a connection. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Opens a pool; that the database does not answer yet is no error. */
  public Database(String name, DatabaseSettings settings, MeterRegistry meters) {
    var config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(settings.jdbcUrl());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.connectionsMax());
    config.setMinimumIdle(1);
    config.setConnectionTimeout(settings.connectionWaitMax().toMillis());
    config.setValidationTimeout(settings.connectionWaitMax().toMillis());
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(
        "set timezone to 'UTC'; set intervalstyle to 'iso_8601'; set statement_timeout to "
            + settings.statementMax().toMillis()
            + "; "
            + DURABLE);
    config.addDataSourceProperty("ApplicationName", "splitplot-api");
    config.addDataSourceProperty("tcpKeepAlive", true);
    config.addDataSourceProperty(
        "connectTimeout", Math.max(1, settings.connectionWaitMax().toSeconds()));
    // A server that vanished sends no error; its own limit would have ended the statement by then.
    config.addDataSourceProperty(
        "socketTimeout", settings.statementMax().plusSeconds(5).toSeconds());
    // The detail of an error quotes the row, and errors are logged.
    config.addDataSourceProperty("logServerErrorDetail", false);
    config.setMetricRegistry(meters);
    this.pool = new HikariDataSource(config);
  }

  /** The pool, for what manages its connections by itself. */
  public DataSource dataSource() {
    return pool;
  }

  /** Closes a connection for good: what is behind it has gone or changed. */
  public void discard(Connection connection) {
    pool.evictConnection(connection);
  }

  /** Runs statements that each stand alone. */
  public <T> T read(Work<T> work) {
    try (var connection = pool.getConnection()) {
      return work.on(connection);
    } catch (SQLException e) {
      throw explain(e);
    }
  }

  /** Runs statements together: when this returns they are committed, when it throws nothing is. */
  public <T> T transaction(Work<T> work) {
    return read(connection -> {
      connection.setAutoCommit(false); // the pool sets it back
      try {
        var result = work.on(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollback(connection, e);
        throw e;
      }
    });
  }

  @Override
  public void close() {
    pool.close();
  }

  /** The problem that a client is told, or our own failure. */
  public static RuntimeException explain(SQLException e) {
    Function<Problem, RuntimeException> told = ProblemException::new;
    return DatabaseProblems.of(e).map(told).orElseGet(() -> new DatabaseException(e));
  }

  private static void rollback(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e); // the connection is broken, and the server has rolled back by itself
    }
  }
}
