package io.splitplot.etl.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the slot comes along with the standby, the feed reads on from it, and is compared. */
class FailoverSlotTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Cluster cluster = new Cluster(Map.of("sync_replication_slots", "on"));
  private final FedWarehouse warehouse = new FedWarehouse(cluster, new Random(17));

  @AfterEach
  void close() {
    warehouse.close();
    cluster.close();
  }

  private void awaitSlotAtStandby() {
    Awaitility.await()
        .atMost(LIMIT)
        .until(() ->
            cluster
                .standbyValue(
                    "select count(*) from pg_replication_slots where slot_name = 'splitplot_feed' and synced and not temporary")
                .equals("1"));
  }

  @Test
  void theFeedReadsOnAndIsCompared() throws Exception {
    cluster.addStandby();
    cluster.primary("alter system set synchronized_standby_slots = 'standby'");
    cluster.primary("select pg_reload_conf()");
    try (var feed = Feed.start(warehouse.settings())) {
      warehouse.traffic(20);
      feed.caughtUp(LIMIT);
      awaitSlotAtStandby();
      cluster.awaitStandby();
      cluster.holdStandbyBack();
      warehouse.traffic(10);
    }
    cluster.primary("alter system reset synchronized_standby_slots");
    cluster.failOver();
    warehouse.traffic(10);
    assertThat(new FeedRepair(warehouse.settings()).resumePlan().way())
        .isEqualTo(ResumePlan.Way.FOLLOW);

    try (var feed = Feed.start(warehouse.settings())) {
      warehouse.traffic(10);
      feed.caughtUp(LIMIT);

      warehouse.assertIsThePrimary();
      Awaitility.await()
          .atMost(LIMIT)
          .until(() ->
              warehouse
                  .value("select concat_ws(' ', way, phantom_count, verdict) from etl.feed_resume")
                  .equals("followed 0 equal"));
    }
  }

  /** Nothing held the feed back, so it had what the standby lacked. */
  @Test
  void aFeedThatWasAheadIsFoundOutAndStitched() throws Exception {
    cluster.addStandby();
    try (var feed = Feed.start(warehouse.settings())) {
      warehouse.traffic(20);
      feed.caughtUp(LIMIT);
      awaitSlotAtStandby();
      cluster.awaitStandby();
      assertThat(FailoverSlots.problems(cluster.both()))
          .extracting(FeedProblem::what)
          .singleElement()
          .asString()
          .contains("synchronized_standby_slots");
      cluster.holdStandbyBack();
      warehouse.traffic(10);
      feed.caughtUp(LIMIT);
    }
    cluster.failOver();
    warehouse.traffic(10);

    assertThat(new FeedRepair(warehouse.settings()).resume(_ -> {}).isEqual()).isTrue();

    try (var feed = Feed.start(warehouse.settings())) {
      warehouse.traffic(10);
      feed.caughtUp(LIMIT);
      warehouse.assertIsThePrimary();
      assertThat(
              warehouse.value(
                  "select string_agg(way || ' ' || verdict, ', ' order by feed_resume_id) from etl.feed_resume"))
          .isEqualTo("followed different, stitched equal");
    }
  }

  @Test
  void whatTheStandbyLacksIsTold() {
    cluster.addStandby();
    cluster.standby("alter system set hot_standby_feedback = off");
    cluster.standby("alter system set sync_replication_slots = off");
    cluster.standby("select pg_reload_conf()");
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(FailoverSlots.problems(cluster.both()))
                .extracting(FeedProblem::command)
                .anyMatch(command -> command.contains("hot_standby_feedback"))
                .anyMatch(command -> command.contains("sync_replication_slots")));
  }
}
