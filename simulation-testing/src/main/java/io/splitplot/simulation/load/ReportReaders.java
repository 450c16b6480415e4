package io.splitplot.simulation.load;

import io.splitplot.simulation.system.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Each reads the report of one experiment after the other until it is stopped. */
final class ReportReaders implements AutoCloseable {
  private static final int EXPERIMENTS = 5;

  private record Report(Instant started, Instant ended) {}

  private final Queue<Report> reports = new ConcurrentLinkedQueue<>();
  private final Queue<SQLException> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Duration pause;
  private volatile boolean isOver;

  private ReportReaders(Duration pause) {
    this.pause = pause;
  }

  /** So many, each with a connection of its own and a pause between its reports. */
  static ReportReaders start(EmbeddedDatabase warehouse, int count, Duration pause) {
    var readers = new ReportReaders(pause);
    for (var reader = 0; reader < count; reader++) {
      readers.threads.add(Thread.ofPlatform().daemon().start(() -> readers.read(warehouse)));
    }
    return readers;
  }

  private void read(EmbeddedDatabase warehouse) {
    try (var connection = warehouse.connect("reader");
        var report = connection.prepareStatement("select count(*) from report.experiment(?)")) {
      for (var number = 1; !isOver; number = number % EXPERIMENTS + 1) {
        var started = Instant.now();
        report.setString(1, "fresh-" + number);
        report.execute();
        reports.add(new Report(started, Instant.now()));
        Thread.sleep(pause);
      }
    } catch (SQLException e) {
      failures.add(e);
    } catch (InterruptedException _) {
      // Nobody does that.
    }
  }

  /** Writes when reports were asked for and answered into bench.report; gives what they took. */
  Percentiles stop(Connection warehouse) throws InterruptedException, SQLException {
    isOver = true;
    for (var thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw failures.element();
    }
    try (var table = warehouse.createStatement()) {
      table.execute("create table bench.report (started_at timestamptz, ended_at timestamptz)");
    }
    try (var insert = warehouse.prepareStatement("insert into bench.report values (?, ?)")) {
      for (var report : reports) {
        insert.setTimestamp(1, Timestamp.from(report.started));
        insert.setTimestamp(2, Timestamp.from(report.ended));
        insert.addBatch();
      }
      insert.executeBatch();
    }
    return Percentiles.of(
        reports.stream()
            .mapToLong(report -> Duration.between(report.started, report.ended).toNanos())
            .toArray());
  }

  @Override
  public void close() {
    isOver = true;
  }
}
