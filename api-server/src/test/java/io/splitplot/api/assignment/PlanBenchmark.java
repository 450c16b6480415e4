package io.splitplot.api.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.api.json.Json;
import io.splitplot.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Run by ops/benchmarks/assignment-memory, never with the tests: it asserts times. */
class PlanBenchmark {
  private static final int ROUNDS = 60_000;
  private static final int MEBIBYTE = 1024 * 1024;

  @Test
  void aDecisionOver200ExperimentsInMemoryTakesLessThan20Microseconds() throws SQLException {
    try (var primary = TestDatabase.primary()) {
      ManyExperiments.start(primary, 20, 200);
      try (var connection = connection(primary)) {
        var plan = new PlanLoader(connection).load();
        decide(plan);
        var nanos = decide(plan);
        System.out.printf(
            "decide   200 experiments in 20 layers: p50 %.1f us, p99 %.1f us (limit of p50: 20)%n",
            nanos[ROUNDS / 2] / 1e3, nanos[ROUNDS * 99 / 100] / 1e3);
        assertThat(nanos[ROUNDS / 2]).isLessThan(20_000);
      }
    }
  }

  @Test
  void aPlanOf10000ExperimentsIsLoadedInASecondAndNeedsLessThan100Mebibytes() throws SQLException {
    try (var primary = TestDatabase.primary()) {
      ManyExperiments.start(primary, 100, 10_000);
      try (var connection = connection(primary)) {
        new PlanLoader(connection).load();
        var loader = new PlanLoader(connection);
        var before = usedBytes();
        var began = System.nanoTime();
        var plan = loader.load();
        var whole = Duration.ofNanos(System.nanoTime() - began);
        var mebibytes = (usedBytes() - before) / MEBIBYTE;

        primary.run("select splitplot.change_experiment('experiment-7', '{\"salt\": \"new\"}')");
        began = System.nanoTime();
        var next = loader.load();
        var changed = Duration.ofNanos(System.nanoTime() - began);
        System.out.printf(
            "plan     10,000 experiments: loaded in %d ms (limit 1,000), %d MiB (limit 100), "
                + "one change in %d ms%n",
            whole.toMillis(), mebibytes, changed.toMillis());
        assertThat(next.version()).isGreaterThan(plan.version());
        assertThat(whole).isLessThan(Duration.ofSeconds(1));
        assertThat(mebibytes).isLessThan(100);
      }
    }
  }

  /** Sorted times of decisions over all experiments, each for another unit. */
  private static long[] decide(Plan plan) {
    var attributes = Json.parse("{\"country\": \"FR\", \"age\": 30}");
    var nanos = new long[ROUNDS];
    for (var i = 0; i < ROUNDS; i++) {
      var units = Map.of("user", UnitIds.of("user-" + i));
      var began = System.nanoTime();
      var decisions = plan.assign(units, attributes, null);
      nanos[i] = System.nanoTime() - began;
      assertThat(decisions.size()).isEqualTo(200);
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static Connection connection(TestDatabase primary) throws SQLException {
    var connection = primary.dataSource().getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  private static long usedBytes() {
    for (var i = 0; i < 3; i++) {
      System.gc();
    }
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
