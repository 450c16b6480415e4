package io.splitplot.api.fact;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.splitplot.api.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the partitions and ids of facts kept in order, on a thread of its own: at the start, and then
 * every now and then. What is to be done is the database's to say; of many servers that ask at once
 * one does it.
 */
public final class FactKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FactKeeper.class);
  private static final Duration INTERVAL = Duration.ofMinutes(10);
  private static final Duration CLOSING_TIME_MAX = Duration.ofSeconds(10);
  private static final String MAINTAIN = "select action, object from splitplot.maintain_facts()";

  private final Database primary;
  private final Counter failures;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("facts").daemon().unstarted(this::run);

  public FactKeeper(Database primary, MeterRegistry meters) {
    this.primary = primary;
    this.failures =
        Counter.builder("splitplot.facts.maintenance.failures")
            .description("Attempts to make or drop partitions of facts that failed")
            .register(meters);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** Stops, and waits for what is being done, up to a limit. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(CLOSING_TIME_MAX);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      do {
        maintain();
      } while (!closing.await(INTERVAL.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ids are forgotten some at a time, so that no transaction is long. */
  private void maintain() {
    try {
      while (primary.transaction(FactKeeper::forgetsMore) && closing.getCount() > 0) {
        log.debug("there may be more ids to forget");
      }
    } catch (RuntimeException e) {
      failures.increment();
      log.warn("the partitions of facts cannot be kept in order; trying again later", e);
    }
  }

  private static boolean forgetsMore(Connection connection) throws SQLException {
    var forgot = false;
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(MAINTAIN)) {
      while (row.next()) {
        log.info("facts: {} {}", row.getString("action"), row.getString("object"));
        forgot |= row.getString("action").equals("forgot");
      }
    }
    return forgot;
  }
}
