package io.splitplot.simulation.load;

import io.splitplot.simulation.system.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Each asks the warehouse one heavy question after the other, as a log-in role of analysts with
 * their limits, until it is stopped.
 */
final class Analysts implements AutoCloseable {
  private static final String NAME = "bench_analyst";

  /** By a limit of time, of memory or of disk. */
  private static final Set<String> STOPPED = Set.of("57014", "53400", "53200");

  private final Queue<SQLException> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger stopped = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private final EmbeddedDatabase warehouse;
  private volatile boolean isOver;

  private Analysts(EmbeddedDatabase warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * @param profile lines as in {@code ops/config/warehouse.conf}, of which those of analysts count
   * @param timeout instead of the profile's, so that a short run sees it
   */
  static Analysts start(
      EmbeddedDatabase warehouse,
      int count,
      List<String> questions,
      List<String> profile,
      Duration timeout)
      throws SQLException {
    var analysts = new Analysts(warehouse);
    if (count > 0) {
      analysts.makeRole(profile, timeout);
    }
    for (var analyst = 0; analyst < count; analyst++) {
      var first = analyst;
      analysts.threads.add(
          Thread.ofPlatform().daemon().start(() -> analysts.ask(questions, first)));
    }
    return analysts;
  }

  private void makeRole(List<String> profile, Duration timeout) throws SQLException {
    try (var connection = warehouse.connect("benchmark");
        var statement = connection.createStatement()) {
      statement.execute(
          "create role %1$s login password '%1$s' in role splitplot_analyst".formatted(NAME));
      for (var line : profile) {
        var setting = line.split("\\s*=\\s*", 2);
        if (line.startsWith("analyst.") && !setting[0].equals("analyst.connection_limit")) {
          statement.execute(
              "alter role %s set %s = '%s'"
                  .formatted(NAME, setting[0].substring("analyst.".length()), setting[1]));
        }
      }
      statement.execute(
          "alter role %s set statement_timeout = '%d ms'".formatted(NAME, timeout.toMillis()));
    }
  }

  private void ask(List<String> questions, int first) {
    try (var connection = new EmbeddedDatabase(warehouse.url(), NAME).connect(NAME, "analyst")) {
      for (var number = first; !isOver; number++) {
        ask(connection, questions.get(number % questions.size()));
      }
    } catch (SQLException e) {
      if (!isOver) {
        failures.add(e);
      }
    }
  }

  private void ask(Connection connection, String question) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(question);
      answered.incrementAndGet();
    } catch (SQLException e) {
      if (!STOPPED.contains(String.valueOf(e.getSQLState()))) {
        throw e;
      }
      stopped.incrementAndGet();
    }
  }

  /** Ends what they ask; gives what became of their questions. */
  String stop(Connection ask) throws InterruptedException, SQLException {
    isOver = true;
    var answeredUntilNow = answered.get();
    var stoppedUntilNow = stopped.get();
    try (var statement = ask.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where usename = '" + NAME + "'");
    }
    for (var thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw failures.element();
    }
    return "%d, %d questions answered, %d stopped by limits"
        .formatted(threads.size(), answeredUntilNow, stoppedUntilNow);
  }

  @Override
  public void close() {
    isOver = true;
  }
}
