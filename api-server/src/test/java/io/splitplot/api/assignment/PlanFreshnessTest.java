package io.splitplot.api.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** A change is in force on every server within a second. */
class PlanFreshnessTest {
  private static final int CHANGES = 100;
  private static final Duration LIMIT = Duration.ofSeconds(1);

  @Test
  void aHundredChangesAreOnTwoServersWithinASecond() throws SQLException {
    assertThat(worstButOne(PlanRefresher.INTERVAL)).isLessThan(LIMIT);
  }

  @Test
  void aNotificationSparesTheWaitForTheNextLook() throws SQLException {
    assertThat(worstButOne(Duration.ofSeconds(30))).isLessThan(Duration.ofSeconds(15));
  }

  /** The 99th percentile of the time from a commit until both servers have the change. */
  private static Duration worstButOne(Duration interval) throws SQLException {
    var first = new PlanHolder(InstantSource.system());
    var second = new PlanHolder(InstantSource.system());
    var delays = new ArrayList<Duration>();
    try (var database = TestDatabase.primary();
        var configuration = new TestConfiguration(database.dataSource(), "fresh-");
        var left = new PlanRefresher(database.dataSource(), first, interval);
        var right = new PlanRefresher(database.dataSource(), second, interval)) {
      configuration.layer("checkout", "user");
      configuration.draft("green", "checkout", 1000, new int[] {500_000, 500_000}, null);
      configuration.start("green");
      left.start();
      right.start();
      assertThat(first.await(0, Duration.ofSeconds(30))).isTrue();
      assertThat(second.await(0, Duration.ofSeconds(30))).isTrue();
      for (var change = 1; change <= CHANGES; change++) {
        var version = first.required().version();
        configuration.traffic("green", 1000 + change);
        var committed = System.nanoTime();
        assertThat(first.await(version + 1, Duration.ofSeconds(30))).isTrue();
        assertThat(second.await(version + 1, Duration.ofSeconds(30))).isTrue();
        delays.add(Duration.ofNanos(System.nanoTime() - committed));
      }
    }
    delays.sort(null);
    return delays.get(CHANGES - 2);
  }
}
