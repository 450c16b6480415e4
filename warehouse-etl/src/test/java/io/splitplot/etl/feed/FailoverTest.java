package io.splitplot.etl.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.etl.EtlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * After a failover of the primary, whose standby had no slot for the feed, the warehouse has what
 * the new primary has, and goes on.
 */
class FailoverTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String VERDICT =
      """
      select concat_ws(' ', way, missing_count, phantom_count, renamed_count, hours_differ, tables_differ, verdict)
      from etl.feed_resume
      order by feed_resume_id desc
      limit 1
      """;

  private static final long SEED = 20261125;

  private static Cluster cluster;

  /** Each test reports facts of its own to the one cluster. */
  private static int started;

  private FedWarehouse warehouse;

  @BeforeAll
  static void begin() {
    cluster = new Cluster(Map.of());
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  @BeforeEach
  void follow() {
    warehouse = new FedWarehouse(cluster, new Random(SEED + started++));
    cluster.addStandby();
  }

  @AfterEach
  void close() {
    warehouse.close();
  }

  private FeedRepair repair() {
    return new FeedRepair(warehouse.settings());
  }

  @Test
  void theWarehouseBecomesWhatThePromotedStandbyIs() throws Exception {
    try (var feed = Feed.start(warehouse.settings())) {
      warehouse.traffic(30);
      feed.caughtUp(LIMIT);
      cluster.awaitStandby();
      cluster.holdStandbyBack();
      warehouse.traffic(20);
      feed.caughtUp(LIMIT);
    }
    cluster.failOver();
    warehouse.traffic(10);
    assertThat(FeedStatus.read(warehouse.settings()).problems("").getFirst())
        .satisfies(problem -> {
          assertThat(problem.what()).contains("was promoted");
          assertThat(problem.command()).isEqualTo("./splitplot warehouse resume");
        });

    try (var feed = Feed.start(warehouse.settings())) {
      warehouse.traffic(10);
      feed.caughtUp(LIMIT);

      warehouse.assertIsThePrimary();
      assertThat(warehouse.value(VERDICT)).isEqualTo("stitched 10 20 0 0 0 equal");
      assertThat(warehouse.value("select count(distinct id) from etl.phantom_fact"))
          .isEqualTo("20");
      Awaitility.await().atMost(LIMIT).until(() -> feed.status().healthy());
    }
  }

  @Test
  void eachOfSeveralFailoversAtRandomPointsEndsInTheSame() throws Exception {
    var random = new Random(7);
    for (var round = 0; round < 4; round++) {
      if (round > 0) {
        cluster.addStandby();
      }
      try (var feed = Feed.start(warehouse.settings())) {
        warehouse.traffic(random.nextInt(20));
        feed.caughtUp(LIMIT);
      }
      var cuts = new ArrayList<>(List.of("standby", "warehouse"));
      if (random.nextBoolean()) {
        cuts = new ArrayList<>(cuts.reversed());
      }
      for (var cut : cuts) {
        warehouse.traffic(random.nextInt(20));
        if (cut.equals("standby")) {
          cluster.awaitStandby();
          cluster.holdStandbyBack();
        } else {
          warehouse.run("alter subscription splitplot_feed disable");
        }
      }
      warehouse.traffic(random.nextInt(20));
      cluster.failOver();
      warehouse.traffic(random.nextInt(20));
      // What was lost is reported once more by those who kept it, under the same ids.
      warehouse.reportAgain(random.nextInt(40));

      assertThat(repair().resume(_ -> {}).isEqual()).isTrue();

      try (var feed = Feed.start(warehouse.settings())) {
        warehouse.reportAgain(20);
        warehouse.traffic(random.nextInt(20));
        feed.caughtUp(LIMIT);
        warehouse.assertIsThePrimary();
      }
    }
  }

  @Test
  void whateverStepIsKilledTheNextOneBeginsAnew() throws Exception {
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
    var before = warehouse.facts();

    for (var function :
        List.of(
            "etl.note_hours(bigint, bigint)",
            "etl.note_differences(bigint, bigint)",
            "etl.put_phantoms_aside(bigint)",
            "fact.take_exposure()",
            "fact.take_event()",
            "rollup.recount_units(integer[], bigint[])",
            "rollup.forget_lost_metrics()",
            "etl.compare_again(bigint)",
            "etl.end_feed_resume(bigint, pg_lsn, integer)",
            "etl.note_feed_primary(bigint, integer, pg_lsn)")) {
      warehouse.whileItDies(
          function,
          () ->
              assertThatThrownBy(() -> repair().resume(_ -> {}))
                  .as(function)
                  .isInstanceOf(EtlException.class));
      assertThat(warehouse.facts()).as(function).isEqualTo(before);
      assertThat(
              cluster.primaryValue(
                  "select count(*) from pg_replication_slots where slot_type = 'logical'"))
          .isEqualTo("0");
      assertThat(FeedStatus.read(warehouse.settings()).problems("").getFirst().command())
          .isEqualTo("./splitplot warehouse resume");
    }
    for (var step = 0; step < 3; step++) {
      var steps = new int[] {step};
      assertThatThrownBy(() ->
              repair()
                  .resume(_ -> {
                    if (steps[0]-- == 0) {
                      warehouse.killSessions();
                    }
                  }))
          .isInstanceOf(EtlException.class);
      assertThat(warehouse.facts()).isEqualTo(before);
    }

    try (var feed = Feed.start(warehouse.settings())) {
      warehouse.traffic(10);
      feed.caughtUp(LIMIT);
      warehouse.assertIsThePrimary();
      assertThat(warehouse.value(VERDICT)).isEqualTo("stitched 10 10 0 0 0 equal");
      assertThat(warehouse.value("select count(*) from etl.feed_resume")).isEqualTo("1");
    }
  }

  @Test
  void configurationThatTheNewPrimaryLacksIsForgottenAndItsNumbersMayComeAgain() throws Exception {
    try (var feed = Feed.start(warehouse.settings())) {
      warehouse.traffic(20);
      feed.caughtUp(LIMIT);
      cluster.awaitStandby();
      cluster.holdStandbyBack();
      cluster.primary(
          """
          insert into splitplot.metric (metric_id, key, kind, event) overriding system value
          values (1000, 'lost', 'mean', 'spend');
          insert into splitplot.experiment_metric values (1, 1000, 'secondary');
          """);
      warehouse.traffic(10);
      feed.caughtUp(LIMIT);
      assertThat(warehouse.value("select count(*) from rollup.measured where metric_id = 1000"))
          .isEqualTo("1");
    }
    cluster.failOver();
    cluster.primary(
        """
        insert into splitplot.metric (metric_id, key, kind, event) overriding system value
        values (1000, 'views', 'count', 'spend');
        insert into splitplot.experiment_metric values (1, 1000, 'secondary');
        """);

    try (var feed = Feed.start(warehouse.settings())) {
      warehouse.traffic(10);
      feed.caughtUp(LIMIT);

      warehouse.assertIsThePrimary();
      assertThat(warehouse.value("select kind from rollup.measured where metric_id = 1000"))
          .isEqualTo("count");
      assertThat(warehouse.value("select key from splitplot.metric where metric_id = 1000"))
          .isEqualTo("views");
    }
  }

  @Test
  void aForgettingThatTheNewPrimaryLostIsNotUndoneHere() throws Exception {
    try (var feed = Feed.start(warehouse.settings())) {
      warehouse.traffic(40);
      feed.caughtUp(LIMIT);
    }
    cluster.awaitStandby();
    cluster.holdStandbyBack();
    warehouse.forget("u1");
    var forgotten =
        warehouse.value("select count(*) from fact.event where unit_id like 'forgotten-%'");
    assertThat(forgotten).isNotEqualTo("0");
    cluster.failOver();
    warehouse.traffic(5);

    var verdict = repair().resume(_ -> {});

    assertThat(verdict.isEqual()).isTrue();
    assertThat(verdict.phantoms()).isZero();
    assertThat(verdict.renamed()).isPositive();
    assertThat(warehouse.value("select count(*) from fact.event where unit_id like 'forgotten-%'"))
        .isEqualTo(forgotten);
    assertThat(warehouse.value("select count(*) from rollup.rebuild()")).isEqualTo("0");
    assertThat(FeedStatus.read(warehouse.settings()).problems(""))
        .extracting(FeedProblem::command)
        .contains("./splitplot unit forget");
  }

  @Test
  void phantomsOfAForgottenPersonAreForgotten() throws Exception {
    try (var feed = Feed.start(warehouse.settings())) {
      warehouse.traffic(20);
      feed.caughtUp(LIMIT);
      cluster.awaitStandby();
      cluster.holdStandbyBack();
      warehouse.traffic(40);
      feed.caughtUp(LIMIT);
    }
    cluster.failOver();
    repair().resume(_ -> {});
    assertThat(
            warehouse.value(
                "select count(*) from etl.phantom_fact where content ->> 'unit_id' = 'u1'"))
        .isNotEqualTo("0");

    warehouse.forget("u1");

    assertThat(
            warehouse.value(
                "select count(*) from etl.phantom_fact where content::text like '%\"u1\"%'"))
        .isEqualTo("0");
    assertThat(warehouse.value("select count(*) from rollup.rebuild()")).isEqualTo("0");
  }

  @Test
  void columnsThatThePrimaryKeepsToItselfAreNotCopied() throws Exception {
    cluster.primary("select splitplot.publish_facts_without('{event.properties}')");
    try {
      cluster.awaitStandby();
      Feed.start(warehouse.settings()).close();
      cluster.failOver();
      cluster.primary(
          """
          insert into splitplot.event (id, units, name, properties, occurred_at, received_at)
          values (gen_random_uuid(), '{"user": "u1"}', 'view', '{"page": "secret"}', now(), now())
          """);

      repair().resume(_ -> {});

      assertThat(
              warehouse.value("select max(properties::text) from fact.event where name = 'view'"))
          .isEqualTo("null");
      try (var feed = Feed.start(warehouse.settings())) {
        feed.caughtUp(LIMIT);
        warehouse.assertIsThePrimary();
      }
    } finally {
      cluster.primary("select splitplot.publish_facts_without('{}')");
    }
  }

  @Test
  void manyMissingFactsAreCopiedPieceByPiece() throws Exception {
    Feed.start(warehouse.settings()).close();
    cluster.awaitStandby();
    cluster.failOver();
    cluster.primary(
        """
        insert into splitplot.event (id, units, name, value, occurred_at, received_at)
        select gen_random_uuid(), jsonb_build_object('user', 'u' || n % 12), 'spend', 1, now(), now() - n * interval '1 ms'
        from generate_series(1, 25000) n
        """);

    var verdict = repair().resume(_ -> {});

    assertThat(verdict.isEqual()).isTrue();
    assertThat(verdict.missing()).isGreaterThanOrEqualTo(25_000);
    try (var feed = Feed.start(warehouse.settings())) {
      feed.caughtUp(LIMIT);
      warehouse.assertIsThePrimary();
    }
  }

  @Test
  void daysThatThePrimaryHasDroppedAreNoPhantoms() throws Exception {
    cluster.primary(
        """
        select splitplot.make_fact_day((now() - interval '10 days')::date);
        insert into splitplot.event (id, units, name, value, occurred_at, received_at)
        values (gen_random_uuid(), '{"user": "u1"}', 'old', 1, now() - interval '10 days', now() - interval '10 days')
        """);
    try (var feed = Feed.start(warehouse.settings())) {
      feed.caughtUp(LIMIT);
    }
    cluster.awaitStandby();
    cluster.failOver();
    cluster.primary(
        """
        do $$
        declare
          partition text;
        begin
          for partition in
            select p.partition from splitplot.fact_partition p where p.day < (now() - interval '5 days')::date
          loop
            execute format('drop table splitplot.%I', partition);
          end loop;
        end
        $$
        """);

    var verdict = repair().resume(_ -> {});

    assertThat(verdict.isEqual()).isTrue();
    assertThat(verdict.phantoms()).isZero();
    assertThat(warehouse.value("select count(*) from fact.event where name = 'old'"))
        .isEqualTo("1");
  }

  @Test
  void serversThatTheFeedDoesNotFollowAreLeftAlone() throws Exception {
    Feed.start(warehouse.settings()).close();
    cluster.awaitStandby();
    var standby = new FeedSettings(warehouse.dataSource(), cluster.ofStandby());
    assertThatThrownBy(() -> new FeedRepair(standby).resume(_ -> {}))
        .hasMessageStartingWith("SP-FEED-STANDBY");

    warehouse.run("update etl.feed_primary set timeline = timeline + 1");
    assertThatThrownBy(() -> repair().resume(_ -> {}))
        .hasMessageStartingWith("SP-FEED-FORMER-PRIMARY");
    assertThat(FeedStatus.read(warehouse.settings()).problems("").getFirst().what())
        .startsWith("SP-FEED-FORMER-PRIMARY");

    warehouse.run("update etl.feed_primary set system_identifier = 1");
    assertThatThrownBy(() -> repair().resume(_ -> {}))
        .hasMessageStartingWith("SP-FEED-OTHER-CLUSTER");
    try (var feed = Feed.start(warehouse.settings())) {
      assertThat(feed.status().problems("").getFirst().command())
          .isEqualTo("./splitplot warehouse reseed");
      repair().reseed();
      warehouse.traffic(5);
      feed.caughtUp(LIMIT);
      warehouse.assertIsThePrimary();
      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> feed.status().problems("").stream().noneMatch(FeedProblem::broken));
    }
  }

  @Test
  void aFeedThatRunsGoesOnByItself() throws Exception {
    var both = new FeedSettings(warehouse.dataSource(), cluster.both(), Duration.ofMillis(20));
    try (var feed = Feed.start(both)) {
      warehouse.traffic(20);
      feed.caughtUp(LIMIT);
      cluster.awaitStandby();
      cluster.holdStandbyBack();
      warehouse.traffic(10);
      feed.caughtUp(LIMIT);

      cluster.failOver();
      warehouse.traffic(10);

      Awaitility.await()
          .atMost(LIMIT)
          .until(() ->
              warehouse
                  .value("select count(*) from etl.feed_resume where verdict = 'equal'")
                  .equals("1"));
      warehouse.traffic(10);
      feed.caughtUp(LIMIT);
      warehouse.assertIsThePrimary();
      Awaitility.await().atMost(LIMIT).until(() -> feed.status().healthy());
    }
  }
}
