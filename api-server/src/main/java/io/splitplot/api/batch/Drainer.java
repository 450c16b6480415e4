package io.splitplot.api.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.batch.IngestMeters.Outcome;
import io.splitplot.api.database.Database;
import io.splitplot.api.json.Json;
import io.splitplot.api.spool.Page;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the facts of one kind from the spool to the primary, in their order. What dies between the
 * primary's commit and the spool's is sent again, and counted once because of its id.
 */
final class Drainer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Drainer.class);
  private static final int PAGE_MAX = 1000;
  private static final Duration RETRY = Duration.ofMillis(250);
  private static final String STATEMENT_MAX = "set local statement_timeout = '5s'";
  private static final Duration SILENCE_MAX = Duration.ofSeconds(6);
  private static final String STATEMENT_TIMEOUT = "57014";
  private static final String KEEP = "select splitplot.keep_refused(?::text, ?::jsonb)";

  /** Of a unit that is to be forgotten, nothing is kept. */
  private static final String FORGOTTEN = "unit_forgotten";

  private final Fact fact;
  private final Backlog backlog;
  private final FactConnection connection;
  private final IngestMeters meters;
  private final Thread thread;
  private int size = PAGE_MAX;
  private boolean isStalled;

  Drainer(Fact fact, Backlog backlog, Database primary, IngestMeters meters) {
    this.fact = fact;
    this.backlog = backlog;
    this.connection = new FactConnection(primary, SILENCE_MAX);
    this.meters = meters;
    this.thread = Thread.ofPlatform().name("drain-" + fact.label()).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Ends at once: what is not drained stays in the spool. */
  @Override
  public void close() {
    backlog.close();
    connection.abort();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }

  private void run() {
    try {
      while (!backlog.isClosed()) {
        drain();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void drain() throws InterruptedException {
    try {
      var page = backlog.awaitFacts(size);
      if (!page.entries().isEmpty()) {
        drain(page);
        backlog.done(page);
        settled();
      }
    } catch (SQLException | RuntimeException e) {
      failed(e);
    }
  }

  /**
   * Stores a page; what fails because of one fact is divided until that is alone, and put aside.
   */
  private void drain(Page page) throws SQLException {
    try {
      count(page, connection.call(it -> store(it, page)));
    } catch (SQLException e) {
      if (Fault.of(e) != Fault.ITEM || page.entries().size() > 1) {
        throw e;
      }
      connection.call(it -> putAside(it, page, e));
      meters.count(Outcome.REJECTED, 1);
      LOG.warn(
          "an acknowledged {} is refused, SQLSTATE {}; see splitplot.refused_fact",
          fact.label(),
          e.getSQLState());
    }
  }

  private void count(Page page, Judged judged) {
    var duplicate = judged.duplicates().cardinality();
    var refused = judged.rejected().size();
    meters.count(Outcome.ACCEPTED, page.entries().size() - duplicate - refused);
    meters.count(Outcome.DUPLICATE, duplicate);
    meters.count(Outcome.REJECTED, refused);
    if (refused > 0) {
      LOG.warn(
          "{} acknowledged {}s are refused; see splitplot.refused_fact", refused, fact.label());
    }
  }

  private Judged store(Connection connection, Page page) throws SQLException {
    var batch = new Batch();
    page.entries().forEach(it -> batch.add(it.item(), it.receivedAt()));
    return transaction(
        connection,
        () -> {
          var judged = FactConnection.record(connection, fact, batch.json());
          keep(connection, refused(page, judged));
          return judged;
        });
  }

  private static ArrayNode refused(Page page, Judged judged) {
    var refused = Json.array();
    judged
        .rejected()
        .forEach((place, rejection) -> {
          if (!rejection.path("code").asText().equals(FORGOTTEN)) {
            var entry = page.entries().get(place);
            var item = (ObjectNode) Json.parse(entry.item());
            rejection.set("item", item.put("received_at", entry.receivedAt().toString()));
            refused.add(rejection);
          }
        });
    return refused;
  }

  /** The fact as text, which can always be stored, as it may be its JSON that cannot. */
  private boolean putAside(Connection connection, Page page, SQLException cause)
      throws SQLException {
    var entry = page.entries().getFirst();
    var refused =
        Json.object()
            .put("code", "sqlstate_" + cause.getSQLState())
            .put("detail", "the database cannot take it")
            .put("item", entry.item());
    return transaction(
        connection,
        () -> {
          keep(connection, Json.array().add(refused));
          return true;
        });
  }

  private void keep(Connection connection, ArrayNode refused) throws SQLException {
    if (!refused.isEmpty()) {
      try (var statement = connection.prepareStatement(KEEP)) {
        statement.setString(1, fact.label());
        statement.setString(2, Json.write(refused));
        statement.execute();
      }
    }
  }

  /** Work that is one transaction. */
  @FunctionalInterface
  private interface Work<T> {
    T run() throws SQLException;
  }

  private static <T> T transaction(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      try (var statement = connection.createStatement()) {
        statement.execute(STATEMENT_MAX);
      }
      var result = work.run();
      connection.commit();
      return result;
    } catch (SQLException | RuntimeException e) {
      rollback(connection, e);
      throw e;
    }
  }

  private static void rollback(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e); // the connection is broken, and the server has rolled back by itself
    }
  }

  private void settled() {
    size = Math.min(2 * size, PAGE_MAX);
    if (isStalled) {
      LOG.info("the primary takes {}s again; the spool is drained", fact.label());
      isStalled = false;
    }
    if (backlog.isEmpty()) {
      connection.close();
    }
  }

  private void failed(Exception problem) throws InterruptedException {
    var fault = problem instanceof SQLException e ? Fault.of(e) : Fault.INSTALLATION;
    if (fault == Fault.ITEM
        || (problem instanceof SQLException e && STATEMENT_TIMEOUT.equals(e.getSQLState()))) {
      size = Math.max(size / 2, 1);
    }
    if (fault == Fault.ITEM) {
      return; // a smaller page is tried at once
    }
    backlog.stalled();
    if (!isStalled && !backlog.isClosed()) {
      LOG.warn("the {}s in the spool wait for the primary", fact.label(), problem);
      isStalled = true;
    }
    backlog.pause(RETRY);
  }
}
