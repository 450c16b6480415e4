package io.splitplot.api.operation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.splitplot.api.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures of assembly lines, which are run by other processes: asked of the warehouse every few
 * seconds, on a thread of its own, so that asking for the measures never waits for it.
 */
public final class LineMeters implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LineMeters.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration CLOSING_TIME_MAX = Duration.ofSeconds(10);

  private static final String LINES =
      "select line, dead_letters, quarantined_batches from etl.line_state";
  private static final String STATIONS =
      """
      select l.line, s.station, s.rows_per_second, s.busy_share, s.waiting
      from etl.line_state l
      cross join jsonb_to_recordset(l.stations) s(station text, rows_per_second float8, busy_share float8, waiting int)
      where l.is_running
      """;

  private final Database warehouse;
  private final MultiGauge deadLetters;
  private final MultiGauge quarantined;
  private final MultiGauge rows;
  private final MultiGauge busy;
  private final MultiGauge waiting;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("lines").daemon().unstarted(this::run);

  public LineMeters(Database warehouse, MeterRegistry meters) {
    this.warehouse = warehouse;
    deadLetters = gauge(meters, "dead.letters", "Rows of a line that could not be stored and wait");
    quarantined = gauge(meters, "quarantined.batches", "Batches that did not pass a gate and wait");
    rows = gauge(meters, "station.rows.per.second", "Rows that a station finishes a second");
    busy = gauge(meters, "station.busy.ratio", "How much of the time a station works");
    waiting = gauge(meters, "station.waiting", "Portions that wait before a station");
  }

  private static MultiGauge gauge(MeterRegistry meters, String name, String description) {
    return MultiGauge.builder("splitplot.line." + name).description(description).register(meters);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** Stops, and waits for what is being asked, up to a limit. */
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
        look();
      } while (!closing.await(INTERVAL.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Without an answer there are no measures: old ones would look as if all went on. */
  private void look() {
    try {
      warehouse.read(this::measure);
    } catch (RuntimeException e) {
      log.debug("the warehouse does not tell of its lines", e);
      List.of(deadLetters, quarantined, rows, busy, waiting)
          .forEach(gauge -> gauge.register(List.of(), true));
    }
  }

  private boolean measure(Connection connection) throws SQLException {
    var letters = new ArrayList<Row<?>>();
    var batches = new ArrayList<Row<?>>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(LINES)) {
      while (row.next()) {
        var line = Tags.of("line", row.getString("line"));
        letters.add(Row.of(line, row.getLong("dead_letters")));
        batches.add(Row.of(line, row.getLong("quarantined_batches")));
      }
    }
    var rates = new ArrayList<Row<?>>();
    var shares = new ArrayList<Row<?>>();
    var depths = new ArrayList<Row<?>>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(STATIONS)) {
      while (row.next()) {
        var tags = Tags.of("line", row.getString("line"), "station", row.getString("station"));
        rates.add(Row.of(tags, row.getDouble("rows_per_second")));
        shares.add(Row.of(tags, row.getDouble("busy_share")));
        depths.add(Row.of(tags, row.getInt("waiting")));
      }
    }
    deadLetters.register(letters, true);
    quarantined.register(batches, true);
    rows.register(rates, true);
    busy.register(shares, true);
    waiting.register(depths, true);
    return true;
  }
}
