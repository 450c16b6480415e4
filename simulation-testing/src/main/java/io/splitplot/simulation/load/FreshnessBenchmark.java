package io.splitplot.simulation.load;

import io.splitplot.simulation.system.EmbeddedDatabase;
import io.splitplot.simulation.system.Options;
import io.splitplot.simulation.system.SplitplotServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The program behind {@code ops/benchmarks/freshness}, which explains its options and limits. */
public final class FreshnessBenchmark {
  private static final int READERS = 4;
  private static final int SLOW_RATE = 3000;
  private static final double MILLIS_MAX = 500;
  private static final double MILLIS_MAX_FAST = 1000;
  private static final double MILLIS_MAX_WITH_ANALYSTS = 2000;
  private static final Duration ANALYSTS_TIMEOUT = Duration.ofSeconds(20);
  private static final double HOT_MIN = 0.95;
  private static final double SIZE_RATIO_MAX = 2;
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final EmbeddedDatabase primary;
  private final EmbeddedDatabase warehouse;
  private final Connection ask;
  private final Path sql;
  private final int units;
  private final int facts;
  private final int rate;
  private final int seconds;
  private final Duration pause;
  private final int analysts;
  private final Path profile;

  private FreshnessBenchmark(Path home, Options options) throws IOException, SQLException {
    this.primary = EmbeddedDatabase.of(home, "primary");
    this.warehouse = EmbeddedDatabase.of(home, "warehouse");
    this.ask = warehouse.connect("benchmark");
    this.sql = Path.of(options.text("sql"));
    this.units = options.number("units", 100_000);
    this.facts = options.number("facts", 1_000_000);
    this.rate = options.number("rate", SLOW_RATE);
    this.seconds = options.number("seconds", 60);
    this.pause = Duration.ofMillis(options.number("reader-pause", 100));
    this.analysts = options.number("analysts", 0);
    this.profile = Path.of(options.text("profile"));
  }

  /** Ends with 0 within the limits, else with 1. */
  public static void main(String[] arguments) throws Exception {
    var options =
        Options.parse(
            arguments,
            Set.of(
                "units",
                "facts",
                "rate",
                "seconds",
                "reader-pause",
                "analysts",
                "profile",
                "folder",
                "program",
                "sql"));
    var home = Path.of(options.text("folder")).resolve("home");
    var isGood = false;
    try (var server = new SplitplotServer(options.words("program"), home, Map.of())) {
      server.awaitReady();
      isGood = new FreshnessBenchmark(home, options).run();
    }
    System.exit(isGood ? 0 : 1);
  }

  private boolean run() throws InterruptedException, IOException, SQLException {
    prepare();
    execute("select pg_stat_reset()");
    execute(
        """
        create table bench.beginning as
        select b.feed_event_to as arrival, b.batch_id, now() as began_at
        from etl.batch b order by b.batch_id desc limit 1
        """);
    var sent = work();
    var isFresh = isFresh(sent);
    var isCompact = isCompact();
    // What analysts look at is kept as it was for as long as they do, so tables grow then.
    return isFresh && (isCompact || analysts > 0);
  }

  private void prepare() throws InterruptedException, SQLException {
    try (var connection = primary.connect("benchmark");
        var statement = connection.createStatement()) {
      statement.execute(text("experiments.sql"));
    }
    await("select count(*) = 20 from rollup.measured");
    var began = System.nanoTime();
    execute("create schema bench; " + text("facts.sql"));
    await(
        """
        select b.feed_event_to = (select max(arrival) from fact.event where source = 0)
        from etl.batch b order by b.batch_id desc limit 1
        """);
    execute("vacuum (analyze)");
    execute("checkpoint");
    System.out.printf(
        "before           %d units, %d events, rolled up after %.0f s%n",
        units, facts, (System.nanoTime() - began) / 1e9);
  }

  /** Sends at the rate while the readers read; gives what was sent in a second. */
  private double work() throws InterruptedException, IOException, SQLException {
    Percentiles answers;
    double sent;
    try (var readers = ReportReaders.start(warehouse, READERS, pause);
        var asking =
            Analysts.start(
                warehouse,
                analysts,
                List.of(text("analysts.sql").split(";\\s*", 0)),
                Files.readAllLines(profile),
                ANALYSTS_TIMEOUT);
        var sender = new FactSender(primary, units)) {
      var work = new BackendWork(Map.of("primary", primary, "warehouse", warehouse));
      sent = sender.send(rate, Duration.ofSeconds(seconds));
      System.out.print(work.shares());
      if (analysts > 0) {
        System.out.println("analysts         " + asking.stop(ask));
      }
      await(
          """
          select b.feed_event_to = (select max(arrival) from fact.event where source = 0)
          from etl.batch b order by b.batch_id desc limit 1
          """);
      answers = readers.stop(ask);
    }
    System.out.println("reports          " + answers + "   " + answers.sortedNanos().length);
    return sent;
  }

  private boolean isFresh(double sent) throws SQLException {
    var most = millisMax();
    try (var statement = ask.createStatement()) {
      try (var row = statement.executeQuery(text("rounds.sql"))) {
        row.next();
        System.out.printf(
            "rounds           %d, %.0f ms p50, %.0f ms p99, of %.0f events and %.0f units%n",
            row.getLong(1), row.getDouble(2), row.getDouble(3), row.getDouble(4), row.getDouble(5));
      }
      try (var row = statement.executeQuery(text("lag.sql"))) {
        row.next();
        var p99 = row.getDouble(2);
        System.out.printf(
            "event to batch   p50 %.0f  p99 %.0f of %.0f  max %.0f ms   at %.0f events/s of %d"
                + "   load %s%n",
            row.getDouble(1), p99, most, row.getDouble(3), sent, rate, Load.average());
        System.out.printf(
            "event to report  p50 %.0f  p99 %.0f  max %.0f ms%n",
            row.getDouble(4), row.getDouble(5), row.getDouble(6));
        return p99 <= most && sent > 0.98 * rate;
      }
    }
  }

  private double millisMax() {
    if (analysts > 0) {
      return MILLIS_MAX_WITH_ANALYSTS;
    }
    return rate <= SLOW_RATE ? MILLIS_MAX : MILLIS_MAX_FAST;
  }

  /** Whether updates stayed within their pages, and tables grew to little more than their rows. */
  private boolean isCompact() throws SQLException {
    var isGood = true;
    execute("select pg_stat_force_next_flush()");
    try (var statement = ask.createStatement()) {
      statement.execute(text("copies.sql"));
      try (var row = statement.executeQuery(text("tables.sql"))) {
        while (row.next()) {
          var hot = row.getDouble(3);
          var ratio = row.getDouble(5);
          System.out.printf(
              "%-16s %d updates, %.1f %% HOT   %.1f MiB, %.2f times the least%n",
              row.getString(1), row.getLong(2), 100 * hot, row.getDouble(4), ratio);
          isGood &= hot >= HOT_MIN && (ratio <= SIZE_RATIO_MAX || row.getDouble(4) < 1);
        }
      }
    }
    return isGood;
  }

  private void await(String query) throws InterruptedException, SQLException {
    var deadline = System.nanoTime() + LIMIT.toNanos();
    while (!isTrue(query)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("never true: " + query);
      }
      Thread.sleep(20);
    }
  }

  private boolean isTrue(String query) throws SQLException {
    try (var statement = ask.createStatement();
        var row = statement.executeQuery(query)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private void execute(String statements) throws SQLException {
    try (var statement = ask.createStatement()) {
      statement.execute(statements);
    }
  }

  private String text(String file) {
    try {
      return Files.readString(sql.resolve(file))
          .replace(":units", Integer.toString(units))
          .replace(":facts", Integer.toString(facts));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
