package io.splitplot.etl.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.splitplot.migrate.Migrate;
import io.splitplot.migrate.Migrate.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL 15 keeps no logical slot at standbys; there it matters most. */
class FailoverOf15Test {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path root = Path.of("");

  @Test
  void theWarehouseBecomesWhatThePromotedStandbyIs() throws Exception {
    assumeTrue(Server.Debian.isInstalled(), "PostgreSQL 15 is not installed");
    var random = new Random(15);
    try (var server = Server.Debian.start(root.resolve("data"), Map.of("fsync", "off"));
        var cluster = new Cluster(Server.Debian::start, Map.of())) {
      Migrate.run(server.dataSource("postgres"), Target.WAREHOUSE);
      try (var warehouse =
          new FedWarehouse(cluster, random, server.dataSource("postgres"), () -> {})) {
        for (var round = 0; round < 2; round++) {
          cluster.addStandby();
          try (var feed = Feed.start(warehouse.settings())) {
            warehouse.traffic(20);
            feed.caughtUp(LIMIT);
            cluster.awaitStandby();
            cluster.holdStandbyBack();
            warehouse.traffic(10);
            feed.caughtUp(LIMIT);
          }
          cluster.failOver();
          warehouse.traffic(10);
          warehouse.reportAgain(5);

          var verdict = new FeedRepair(warehouse.settings()).resume(_ -> {});

          assertThat(verdict.isEqual()).isTrue();
          assertThat(verdict.phantoms()).isEqualTo(10);
          assertThat(verdict.missing()).isGreaterThanOrEqualTo(10);
          try (var feed = Feed.start(warehouse.settings())) {
            warehouse.traffic(10);
            feed.caughtUp(LIMIT);
            warehouse.assertIsThePrimary();
          }
        }
      }
    }
  }
}
