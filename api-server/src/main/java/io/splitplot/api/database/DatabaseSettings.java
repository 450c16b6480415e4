package io.splitplot.api.database;

import java.time.Duration;

/**
 * How a database is reached.
 *
 * @param connectionsMax size of the pool
 * @param connectionWaitMax how long a request waits for a connection before it is refused
 * @param statementMax how long a statement may run
 */
public record DatabaseSettings(
    String jdbcUrl,
    String user,
    String password,
    int connectionsMax,
    Duration connectionWaitMax,
    Duration statementMax) {

  private static final Duration LOOKUP_MAX = Duration.ofMillis(250);

  /** A pool for many short statements. */
  public static DatabaseSettings primary(String jdbcUrl, String user, String password) {
    return new DatabaseSettings(
        jdbcUrl, user, password, 10, Duration.ofSeconds(2), Duration.ofSeconds(10));
  }

  /** A pool for a few long statements. */
  public static DatabaseSettings warehouse(String jdbcUrl, String user, String password) {
    return new DatabaseSettings(
        jdbcUrl, user, password, 4, Duration.ofSeconds(5), Duration.ofSeconds(60));
  }

  /** A pool for rare statements that may read all facts. */
  public static DatabaseSettings privacy(String jdbcUrl, String user, String password) {
    return new DatabaseSettings(
        jdbcUrl, user, password, 2, Duration.ofSeconds(5), Duration.ofMinutes(30));
  }

  /** The same database behind a pool of its own, for reads that are worth no long wait. */
  public DatabaseSettings forLookups() {
    return new DatabaseSettings(jdbcUrl, user, password, 4, LOOKUP_MAX, LOOKUP_MAX);
  }

  /** The same database behind a pool of its own, for facts: what takes longer is spooled. */
  public DatabaseSettings forFacts(Duration storeMax) {
    return new DatabaseSettings(jdbcUrl, user, password, 4, storeMax, storeMax);
  }

  /** Without the password, as settings end up in logs. */
  @Override
  public String toString() {
    return jdbcUrl + " as " + user;
  }
}
