package io.splitplot.simulation.load;

import io.splitplot.simulation.system.HttpConnection;
import io.splitplot.simulation.system.Options;
import io.splitplot.simulation.system.SplitplotServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The program behind {@code ops/benchmarks/load}, which explains its options and limits. */
public final class LoadBenchmark {
  private static final double LIMIT_MILLIS = 10;
  private static final double HEAP_MEBIBYTES_MAX = 256;
  private static final double STEP = 1.25;
  private static final double RATE_MAX = 20_000;
  private static final int EVENTS_A_ROUND = 3;

  /** Until the server's code is compiled, and the databases have seen their first minute. */
  private static final Duration WARM_UP = Duration.ofSeconds(60);

  private final SplitplotServer server;
  private final String clientKey;
  private final String operatorKey;
  private final PrintStream out;
  private final List<RatePlot.Point> points = new ArrayList<>();
  private long next;

  private LoadBenchmark(SplitplotServer server, PrintStream out)
      throws InterruptedException, IOException {
    this.server = server;
    this.out = out;
    this.clientKey = IngestBenchmark.prepare(server);
    this.operatorKey = server.run("key", "create", "bench-operator", "--role", "operator");
  }

  /** Ends with 0 within the limits, else with 1. */
  public static void main(String[] arguments) throws Exception {
    var options =
        Options.parse(
            arguments, Set.of("seconds", "rate", "knee-seconds", "folder", "program", "plot"));
    var isGood = false;
    try (var server =
        new SplitplotServer(
            options.words("program"), Path.of(options.text("folder")).resolve("home"), Map.of())) {
      server.awaitReady();
      var benchmark = new LoadBenchmark(server, System.out);
      isGood = benchmark.steady(options.number("rate", 500), options.number("seconds", 600));
      benchmark.findKnee(options.number("rate", 500), options.number("knee-seconds", 30));
      Files.writeString(
          Path.of(options.text("plot")), RatePlot.svg(benchmark.points, LIMIT_MILLIS));
    }
    System.exit(isGood ? 0 : 1);
  }

  /** One assignment that exposes to three requests with an event each. */
  private static Workload.Request mixed(long number) {
    return number % (EVENTS_A_ROUND + 1) == 0 ? Facts.assignment(number) : Facts.event(number);
  }

  private boolean steady(int rate, int seconds) throws InterruptedException {
    var warmUp = run(rate, WARM_UP);
    out.println("first minute     " + warmUp.latencies());
    try (var probe = StallProbe.start();
        var heap = new HeapWatch(server, operatorKey)) {
      var result = run(rate, Duration.ofSeconds(seconds));
      var stalls = probe.stop();
      print(rate, result);
      out.println("machine stalls   " + stalls);
      out.printf(
          "heap of the server at most %.0f of %.0f MiB%n",
          heap.mostMebibytes(), HEAP_MEBIBYTES_MAX);
      return result.errors() == 0
          && result.latencies().p999() <= LIMIT_MILLIS
          && heap.mostMebibytes() < HEAP_MEBIBYTES_MAX;
    }
  }

  /** Raises the rate until the slowest thousandth takes longer than the limit. */
  private void findKnee(int from, int seconds) throws InterruptedException {
    var good = 0.0;
    for (var rate = from / 2.0; rate < RATE_MAX && seconds > 0; rate *= STEP) {
      Percentiles stalls;
      OpenLoop.Result result;
      try (var probe = StallProbe.start()) {
        result = run(rate, Duration.ofSeconds(seconds));
        stalls = probe.stop();
      }
      print(rate, result);
      out.println("  machine stalls " + stalls);
      if (result.errors() > 0 || result.latencies().p999() > LIMIT_MILLIS) {
        break;
      }
      good = rate;
    }
    out.printf("knee: p99.9 is within %.0f ms up to %.0f requests/s%n", LIMIT_MILLIS, good);
    out.println(RatePlot.text(points, LIMIT_MILLIS));
  }

  private OpenLoop.Result run(double rate, Duration length) throws InterruptedException {
    var result =
        new OpenLoop(server.address(), clientKey, LoadBenchmark::mixed).run(rate, length, next);
    next += result.requests();
    return result;
  }

  private void print(double rate, OpenLoop.Result result) {
    points.add(new RatePlot.Point(rate, result.latencies()));
    out.printf(
        "%5.0f requests/s %s  errors %d of %d  load %s%n",
        rate, result.latencies(), result.errors(), result.requests(), Load.average());
    if (result.errors() > 0) {
      out.println("  first error: " + result.firstError());
    }
  }

  /** Asks a server each second how much of its heap is in use. */
  private static final class HeapWatch implements AutoCloseable {
    private static final String HEAP = "jvm_memory_used_bytes{area=\"heap\"";
    private static final double MEBIBYTE = 1024 * 1024;

    private final HttpConnection connection;
    private final String key;
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::watch);
    private volatile double mostBytes = Double.NaN;

    HeapWatch(SplitplotServer server, String key) {
      this.connection = new HttpConnection(server.address(), Duration.ofSeconds(10));
      this.key = key;
      thread.start();
    }

    private void watch() {
      try {
        while (true) {
          var bytes =
              connection
                  .get("/metrics", key)
                  .text()
                  .lines()
                  .filter(line -> line.startsWith(HEAP))
                  .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                  .sum();
          mostBytes = Double.isNaN(mostBytes) ? bytes : Math.max(mostBytes, bytes);
          Thread.sleep(Duration.ofSeconds(1));
        }
      } catch (IOException e) {
        mostBytes = Double.POSITIVE_INFINITY; // what could not be seen has not passed
      } catch (InterruptedException _) {
        // Closed.
      }
    }

    double mostMebibytes() {
      return mostBytes / MEBIBYTE;
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }
}
