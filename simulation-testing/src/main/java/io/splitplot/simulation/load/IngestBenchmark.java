package io.splitplot.simulation.load;

import io.splitplot.simulation.system.Experiments;
import io.splitplot.simulation.system.HttpConnection;
import io.splitplot.simulation.system.Options;
import io.splitplot.simulation.system.PostgresServer;
import io.splitplot.simulation.system.SplitplotServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The program behind {@code ops/benchmarks/ingest}, which explains its options and limits. */
public final class IngestBenchmark {
  private static final double RATIO_MIN = 50;
  private static final double LIMIT_MILLIS = 10;
  private static final int BATCH = 1000;
  private static final int CLIENTS = 4;
  private static final int TURNS = 3;
  private static final int SYNCS = 500;
  private static final int RATE = 500;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final String CLONE =
      """
      create schema bench;
      create table bench.exposure (like splitplot.exposure including all);
      """;
  private static final String INSERT =
      """
      insert into bench.exposure
      select (e) . *
      from (
        select jsonb_populate_record(x, jsonb_build_object('id', ?::uuid)) as e
        from splitplot.exposure x
        limit 1) one
      """;

  private final SplitplotServer server;
  private final PostgresServer primary;
  private final String key;
  private final int seconds;

  private IngestBenchmark(SplitplotServer server, PostgresServer primary, String key, int seconds) {
    this.server = server;
    this.primary = primary;
    this.key = key;
    this.seconds = seconds;
  }

  /** Ends with 0 within the limits, else with 1. */
  public static void main(String[] arguments) throws Exception {
    var options = Options.parse(arguments, Set.of("seconds", "folder", "postgres", "program"));
    var folder = Path.of(options.text("folder"));
    var postgres = Path.of(options.text("postgres"));
    var isGood = false;
    try (var primary = database("primary", postgres, folder);
        var warehouse = database("warehouse", postgres, folder)) {
      var databases = new HashMap<>(primary.environment());
      databases.putAll(warehouse.environment());
      try (var server =
          new SplitplotServer(options.words("program"), folder.resolve("home"), databases)) {
        server.awaitReady();
        var key = prepare(server);
        isGood =
            new IngestBenchmark(server, primary, key, options.number("seconds", 20)).run(folder);
      }
    }
    System.exit(isGood ? 0 : 1);
  }

  private static PostgresServer database(String name, Path postgres, Path folder)
      throws InterruptedException, IOException {
    var disk = Files.createDirectories(folder.resolve(name + "-disk"));
    return new PostgresServer(
        name, postgres, folder.resolve(name), new PostgresServer.Disks(disk, disk));
  }

  /** Gives a key for clients. */
  static String prepare(SplitplotServer server) throws InterruptedException, IOException {
    var editor = server.run("key", "create", "bench-editor", "--role", "editor");
    try (var experiments = new Experiments(server.address(), editor)) {
      experiments.start(Facts.EXPERIMENT, "user", List.of());
    }
    var key = server.run("key", "create", "bench-client", "--role", "client");
    awaitExperiment(server, key);
    return key;
  }

  private static void awaitExperiment(SplitplotServer server, String key)
      throws InterruptedException, IOException {
    var ask = "{\"unit\":{\"user\":\"u\"}}".getBytes(StandardCharsets.UTF_8);
    try (var connection = new HttpConnection(server.address(), Duration.ofSeconds(20))) {
      while (!connection.post("/v1/assignments", key, ask).text().contains(Facts.EXPERIMENT)) {
        Thread.sleep(100);
      }
    }
  }

  private boolean run(Path folder) throws InterruptedException, IOException, SQLException {
    var sync = DiskSync.measure(folder, SYNCS);
    System.out.println("disk sync      " + sync + "   load " + Load.average());
    new OpenLoop(server.address(), key, n -> Facts.exposures(n, 1)).run(RATE / 2.0, WARM_UP, 0);
    var isFast = isFast(sync);
    return isThroughputHigh() && isFast;
  }

  private boolean isFast(Percentiles sync) throws InterruptedException {
    var limit = LIMIT_MILLIS + 2 * sync.millis(0.5);
    Percentiles stalls;
    OpenLoop.Result result;
    try (var probe = StallProbe.start()) {
      result =
          new OpenLoop(server.address(), key, n -> Facts.exposures(n, 1))
              .run(RATE, Duration.ofSeconds(seconds), 0);
      stalls = probe.stop();
    }
    System.out.printf(
        "at %d/s       %s   p99.9 limit %.2f ms, errors %d %s%n",
        RATE, result.latencies(), limit, result.errors(), result.firstError());
    System.out.println("machine stalls " + stalls + "   load " + Load.average());
    return result.errors() == 0 && result.latencies().p999() <= limit;
  }

  /** Rows a second of both ways, in turns. */
  private boolean isThroughputHigh() throws InterruptedException, SQLException {
    var single = new double[TURNS];
    var batched = new double[TURNS];
    try (var connection = primary.connect();
        var statement = connection.createStatement()) {
      statement.execute(CLONE);
    }
    batched(seconds / 4 + 1, 0);
    for (var turn = 0; turn < TURNS; turn++) {
      single[turn] = single(Duration.ofSeconds(Math.max(2, seconds / 4)));
      batched[turn] = batched(Math.max(2, seconds / 2), turn + 1L);
    }
    Arrays.sort(single);
    Arrays.sort(batched);
    var ratio = batched[TURNS / 2] / single[TURNS / 2];
    System.out.printf(
        "throughput     %.0f exposures/s in batches of %d from %d clients, %.0f one-row inserts/s,"
            + " ratio %.1f of %.0f   load %s%n",
        batched[TURNS / 2], BATCH, CLIENTS, single[TURNS / 2], ratio, RATIO_MIN, Load.average());
    return ratio >= RATIO_MIN;
  }

  /** As many requests as take about so long at 20,000 exposures a second. */
  private double batched(int seconds, long turn) throws InterruptedException {
    var requests = seconds * 20;
    return BATCH
        * OpenLoop.closedLoop(
            server.address(), key, n -> Facts.exposures(turn << 32 | n, BATCH), CLIENTS, requests);
  }

  private double single(Duration length) throws SQLException {
    try (var connection = primary.connect();
        var statement = connection.prepareStatement(INSERT)) {
      var rows = 0;
      var start = System.nanoTime();
      while (System.nanoTime() - start < length.toNanos()) {
        statement.setObject(1, UUID.randomUUID());
        statement.executeUpdate();
        rows++;
      }
      return rows / ((System.nanoTime() - start) / 1e9);
    }
  }
}
