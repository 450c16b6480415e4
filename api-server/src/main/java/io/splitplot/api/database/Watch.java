package io.splitplot.api.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a database again and again, on a thread and a connection of its own, until it is closed.
 * When something fails it goes on with another connection, which may lead to another server.
 */
public final class Watch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  /** More than any statement may take on the server: beyond that the server or the way is gone. */
  private static final int NETWORK_TIMEOUT_MS = 8_000;

  private static final Duration CLOSING_TIME_MAX = Duration.ofSeconds(10);

  private final DataSource database;
  private final Duration interval;
  private final @Nullable String channel;
  private final Work work;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable Connection current;

  /** What is done; always on the same thread. */
  public interface Work {
    /** Looks for the first time on a connection that has auto-commit off. */
    void begin(Connection connection) throws SQLException;

    /** Looks again; no transaction is open, and none may be left open. */
    void again(Connection connection) throws SQLException;

    /** Hears that the database could not be looked at, which ended the connection. */
    void failed(Exception problem);
  }

  /**
   * A watch that is not started yet.
   *
   * @param name of the thread
   * @param interval how often to look
   * @param channel a notification on it spares the wait for the next look; null: none does
   */
  public Watch(
      String name, DataSource database, Duration interval, @Nullable String channel, Work work) {
    this.database = database;
    this.interval = interval;
    this.channel = channel;
    this.work = work;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Stops and waits for it, up to a limit. */
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
      try (var connection = database.getConnection()) {
        current = connection;
        connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MS);
        connection.setAutoCommit(false);
        follow(connection);
      } catch (SQLException | RuntimeException e) {
        if (!closed) {
          work.failed(e);
          sleep();
        }
      }
    }
  }

  private void follow(Connection connection) throws SQLException {
    if (channel != null) {
      execute(connection, "listen " + channel);
    }
    try {
      work.begin(connection);
      while (!closed) {
        pause(connection);
        work.again(connection);
      }
    } catch (SQLException | RuntimeException e) {
      if (!closed) {
        leave(connection, e);
      }
      throw e;
    }
  }

  private void pause(Connection connection) throws SQLException {
    if (channel == null) {
      sleep();
    } else {
      connection.unwrap(PGConnection.class).getNotifications((int) interval.toMillis());
    }
  }

  private void sleep() {
    try {
      Thread.sleep(interval);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closing
    }
  }

  /** A pool would give the connection to others, for whom notifications would heap up. */
  private void leave(Connection connection, Exception cause) {
    try {
      connection.rollback();
      if (channel != null) {
        execute(connection, "unlisten " + channel);
      }
    } catch (SQLException e) {
      cause.addSuppressed(e); // the connection is gone, and all that was open on it
    }
  }

  private static void execute(Connection connection, String command) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(command);
    }
    connection.commit();
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
