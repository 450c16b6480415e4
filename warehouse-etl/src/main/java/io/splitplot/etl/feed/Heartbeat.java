package io.splitplot.etl.feed;

import io.splitplot.etl.EtlException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the time into a row of the primary every second, which the feed carries to the warehouse:
 * so its lag is known, and its slot moves on, also when nothing else happens.
 *
 * <p>It survives every error, and tries again at the next beat with a new connection.
 */
final class Heartbeat implements AutoCloseable {
  static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  /** What is done when the primary answers again; it may be another one now. */
  @FunctionalInterface
  interface Reconnect {
    /** Throws when no heartbeat must be written there yet. */
    void run();
  }

  private final Publisher publisher;
  private final Reconnect reconnect;
  private final String writer = hostName();
  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("splitplot-heartbeat").factory());
  private @Nullable Connection primary;
  private boolean failing;

  private Heartbeat(Publisher publisher, Reconnect reconnect, boolean failing) {
    this.publisher = publisher;
    this.reconnect = reconnect;
    this.failing = failing;
  }

  /**
   * @param failing whether the primary is to be met again, as if it had not answered
   */
  static Heartbeat start(Publisher publisher, Reconnect reconnect, boolean failing) {
    var heartbeat = new Heartbeat(publisher, reconnect, failing);
    var _ =
        heartbeat.beats.scheduleWithFixedDelay(
            heartbeat::beat, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return heartbeat;
  }

  /** One row a host: a restart goes on with it. */
  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private void beat() {
    try {
      write();
      failing = false;
    } catch (SQLException | EtlException e) {
      if (!failing) {
        LOG.warn("no heartbeat at the primary {}: {}", publisher, e.getMessage());
      }
      failing = true;
      disconnect();
    }
  }

  private void write() throws SQLException {
    var connection = primary;
    if (connection == null) {
      connection = publisher.connect();
      primary = connection;
      if (failing) {
        reconnect.run();
      }
    }
    try (var statement = connection.prepareStatement("select splitplot.beat(?)")) {
      statement.setString(1, writer);
      statement.execute();
    }
  }

  private void disconnect() {
    var connection = primary;
    primary = null;
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.debug("the heartbeat's connection was broken already", e);
      }
    }
  }

  @Override
  public void close() {
    beats.execute(this::disconnect);
    beats.close();
  }
}
