package io.splitplot.etl.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.etl.EtlException;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens on the primary reaches the rollups, through restarts and failures. */
class FeedTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TwoDatabases databases = new TwoDatabases();

  @AfterEach
  void close() {
    databases.close();
  }

  @Test
  void factsFromBeforeAndAfterTheStartReachTheRollups() throws Exception {
    databases.spend("u1", "1.5");
    try (var feed = Feed.start(databases.settings())) {
      databases.spend("u2", "2");
      feed.caughtUp(LIMIT);
      assertThat(databases.rolledUp()).isEqualTo("2 units, 3.5");

      databases.spend("u1", "10");
      feed.caughtUp(LIMIT);
      assertThat(databases.rolledUp()).isEqualTo("2 units, 13.5");
    }
  }

  @Test
  void commitsThatNobodyWaitedForAreCaughtUpWith() throws Exception {
    databases.primary(
        "alter database %s set synchronous_commit = off"
            .formatted(databases.publisher().database()));
    try (var feed = Feed.start(databases.settings())) {
      for (var i = 1; i <= 5; i++) {
        databases.spend("u" + i, "1");
        feed.caughtUp(LIMIT);
        assertThat(databases.rolledUp()).isEqualTo("%1$d units, %1$d".formatted(i));
      }
    }
  }

  @Test
  void aHealthyFeedSaysSo() throws Exception {
    try (var feed = Feed.start(databases.settings())) {
      databases.spend("u1", "1");
      feed.caughtUp(LIMIT);
      Awaitility.await().atMost(LIMIT).until(() -> feed.status().healthy());

      var status = feed.status();

      assertThat(status.problems("")).isEmpty();
      assertThat(status.warehouse().tables()).isEqualTo(14);
      assertThat(status.warehouse().watermark().batch()).isPositive();
      assertThat(status.warehouse().watermark().age()).isNotNull();
      assertThat(status.lagBytes()).isNotNull().isNotNegative();
      assertThat(status.lag()).isLessThan(FeedProblem.LAG_MAX);
    }
  }

  @Test
  void aWarehouseWithoutAFeedSaysSo() throws Exception {
    var status = FeedStatus.read(databases.settings());

    assertThat(status.problems(""))
        .containsExactly(
            new FeedProblem(
                true, "the warehouse is not subscribed to the primary", "./splitplot serve"));
    assertThat(status.warehouse().watermark().batch()).isZero();
    assertThat(status.warehouse().watermark().age()).isNull();
    assertThat(status.lag()).isNull();
  }

  @Test
  void theWarehouseTakesFactsWhileNoFeedRunsAndTheNextOneRollsThemUp() throws Exception {
    try (var feed = Feed.start(databases.settings())) {
      databases.spend("u1", "1");
      feed.caughtUp(LIMIT);
    }
    databases.spend("u2", "2");

    try (var feed = Feed.start(databases.settings())) {
      feed.caughtUp(LIMIT);
      assertThat(databases.rolledUp()).isEqualTo("2 units, 3");
    }
  }

  /** A worker that copies makes a slot, which waits for the transaction that wants it gone. */
  @Test
  void aFeedIsForgottenWhileItCopies() throws Exception {
    for (var round = 0; round < 8; round++) {
      Feed.start(databases.settings()).close();
      databases.dropSubscription();
      databases.dropSlot();
    }

    assertThat(databases.warehouseValue("select count(*) from pg_subscription_rel")).isEqualTo("0");
  }

  @Test
  void aNewPasswordIsTakenOverAndQuotedWell() throws Exception {
    databases.primary("create role feeder superuser login password 'first'");
    try (var feed = Feed.start(databases.settings(databases.publisher("feeder", "first")))) {
      feed.caughtUp(LIMIT);
    }
    var password = "it's a \\ \"secret\" %s =";
    databases.primary("alter role feeder password '" + password.replace("'", "''") + "'");
    databases.spend("u1", "1");

    try (var feed = Feed.start(databases.settings(databases.publisher("feeder", password)))) {
      feed.caughtUp(LIMIT);
      assertThat(databases.rolledUp()).isEqualTo("1 units, 1");
    } finally {
      databases.dropSubscription();
      databases.dropSlot();
      databases.primary("drop role feeder");
    }
  }

  @Test
  void aStartThatWasKilledBeforeItsSlotIsTakenUp() throws Exception {
    databases.warehouse(
        "create subscription splitplot_feed connection '' publication splitplot_warehouse"
            + " with (connect = false, slot_name = splitplot_feed, streaming = off)");
    databases.spend("u1", "1");

    try (var feed = Feed.start(databases.settings())) {
      feed.caughtUp(LIMIT);
      assertThat(databases.rolledUp()).isEqualTo("1 units, 1");
    }
  }

  @Test
  void aStartThatWasKilledAfterItsSlotIsTakenUp() throws Exception {
    databases.warehouse(
        "create subscription splitplot_feed connection '' publication splitplot_warehouse"
            + " with (connect = false, slot_name = splitplot_feed, streaming = off)");
    databases.primary("select pg_create_logical_replication_slot('splitplot_feed', 'pgoutput')");
    databases.spend("u1", "1");

    try (var feed = Feed.start(databases.settings())) {
      feed.caughtUp(LIMIT);
      assertThat(databases.rolledUp()).isEqualTo("1 units, 1");
    }
  }

  @Test
  void theSlotOfAnotherWarehouseIsNotTaken() {
    databases.primary("select pg_create_logical_replication_slot('splitplot_feed', 'pgoutput')");

    assertThatThrownBy(() -> Feed.start(databases.settings()))
        .isInstanceOf(EtlException.class)
        .hasMessageStartingWith("SP-FEED-SLOT-TAKEN")
        .hasMessageContaining("pg_drop_replication_slot('splitplot_feed')");
    assertThat(databases.warehouseValue("select count(*) from pg_subscription")).isEqualTo("0");
  }

  @Test
  void withoutItsSlotTheFeedStartsAndSaysHowItIsBuiltAnew() throws Exception {
    try (var feed = Feed.start(databases.settings())) {
      databases.spend("u1", "1");
      feed.caughtUp(LIMIT);
    }
    databases.warehouse("alter subscription splitplot_feed disable");
    databases.dropSlot();
    databases.spend("u2", "2");

    try (var feed = Feed.start(databases.settings())) {
      assertThat(feed.status().problems("").getFirst().command())
          .isEqualTo("./splitplot warehouse reseed");

      new FeedRepair(databases.settings()).reseed();

      feed.caughtUp(LIMIT);
      assertThat(databases.rolledUp()).isEqualTo("2 units, 3");
      assertThat(databases.warehouseValue("select count(*) from fact.exposure")).isEqualTo("2");
    }
  }

  /** The real thing: the primary threw the log away that the slot needed. */
  @Test
  void aSlotThatFellBehindTheBoundIsLostAndBuiltAnewWhileTheRollupsGoOn() throws Exception {
    databases.boundSlots("64MB");
    try (var feed = Feed.start(databases.settings())) {
      databases.spend("u1", "1");
      feed.caughtUp(LIMIT);
      databases.warehouse("alter subscription splitplot_feed disable");
      databases.spend("u2", "2");
      databases.writeLog(48);
      assertThat(feed.status().problems(""))
          .extracting(FeedProblem::what)
          .anyMatch(what -> what.contains("it is lost after"));

      databases.writeLog(128);
      Awaitility.await().atMost(LIMIT).until(() -> databases.slotState().equals("lost"));
      databases.spend("u3", "3");
      assertThat(feed.status().problems("").getFirst())
          .satisfies(problem -> {
            assertThat(problem.broken()).isTrue();
            assertThat(problem.what()).contains("has lost its place");
            assertThat(problem.command()).isEqualTo("./splitplot warehouse reseed");
          });

      new FeedRepair(databases.settings()).reseed();
      feed.caughtUp(LIMIT);
      databases.spend("u1", "10");
      feed.caughtUp(LIMIT);

      assertThat(databases.rolledUp()).isEqualTo("3 units, 16");
      assertThat(databases.stored()).isEqualTo(databases.sent());
      assertThat(databases.warehouseValue("select count(*) from rollup.rebuild()")).isEqualTo("0");
      Awaitility.await().atMost(LIMIT).until(() -> feed.status().healthy());
    } finally {
      databases.boundSlots("-1");
    }
  }

  @Test
  void aRowThatStopsTheFeedIsShownSkippedAndStoredWhenItCanBe() throws Exception {
    databases.warehouse(
        "alter table fact.exposure add constraint nobody_is_bad check (unit_id <> 'bad')");
    try (var feed = Feed.start(databases.settings())) {
      databases.spend("u1", "1");
      feed.caughtUp(LIMIT);
      databases.spendTogether("u2", "bad", "u3");
      databases.spend("u4", "4");
      Awaitility.await().atMost(LIMIT).until(() -> feed.status().applyProblem() != null);

      var problem = Objects.requireNonNull(feed.status().applyProblem());
      var failure = Objects.requireNonNull(problem.failure());
      assertThat(problem.finishLsn()).matches("[0-9A-F]+/[0-9A-F]+");
      assertThat(problem.changes()).isEqualTo(3);
      assertThat(failure.table()).isEqualTo("exposure");
      assertThat(failure.row().path("unit_id").textValue()).isEqualTo("bad");
      assertThat(failure.code()).isEqualTo("23514");
      assertThat(failure.detail()).contains("nobody_is_bad");
      assertThat(feed.status().problems("").getFirst().command())
          .isEqualTo("./splitplot warehouse skip");

      var repair = new FeedRepair(databases.settings());
      assertThat(repair.skip()).isEqualTo(new FeedRepair.Replayed(2, 1));
      feed.caughtUp(LIMIT);

      assertThat(databases.rolledUp()).isEqualTo("4 units, 7");
      assertThat(
              databases.warehouseValue(
                  "select concat_ws(' ', code, content ->> 'unit_id') from etl.refused_row"
                      + " where resolved_at is null"))
          .isEqualTo("23514 bad");
      assertThat(feed.status().problems(""))
          .extracting(FeedProblem::command)
          .containsExactly("./splitplot warehouse replay");

      databases.warehouse("alter table fact.exposure drop constraint nobody_is_bad");
      assertThat(repair.replay()).isEqualTo(new FeedRepair.Replayed(1, 0));
      feed.caughtUp(LIMIT);

      assertThat(databases.rolledUp()).isEqualTo("5 units, 8");
      assertThat(databases.stored()).isEqualTo(databases.sent());
      assertThat(databases.warehouseValue("select count(*) from rollup.rebuild()")).isEqualTo("0");
      assertThatThrownBy(repair::skip)
          .isInstanceOf(EtlException.class)
          .hasMessageStartingWith("SP-FEED-NOTHING-TO-SKIP");
    }
  }

  @Test
  void anEventWithoutUnitsThatCanBeStoredStopsNothing() throws Exception {
    try (var feed = Feed.start(databases.settings())) {
      databases.primary(
          """
          insert into splitplot.event (id, units, name, occurred_at, received_at)
          values (gen_random_uuid(), '{"user": null}', 'view', now(), now())
          """);
      databases.spend("u1", "1");
      feed.caughtUp(LIMIT);

      assertThat(databases.rolledUp()).isEqualTo("1 units, 1");
      assertThat(feed.status().warehouse().refusedRows()).isOne();
      assertThat(new FeedRepair(databases.settings()).replay())
          .isEqualTo(new FeedRepair.Replayed(0, 1));
    }
  }

  @Test
  void configurationThatConflictsIsNotSkippedButCopiedAnew() throws Exception {
    try (var feed = Feed.start(databases.settings())) {
      databases.spend("u1", "1");
      feed.caughtUp(LIMIT);
      databases.warehouse(
          "insert into splitplot.experiment_metric (experiment_id, metric_id, role) values (1, 2, 'x')");
      databases.primary(
          """
          insert into splitplot.metric (key, kind, event) values ('views', 'count', 'view');
          insert into splitplot.experiment_metric values (1, 2, 'secondary');
          """);
      databases.spend("u2", "2");
      Awaitility.await().atMost(LIMIT).until(() -> feed.status().applyProblem() != null);

      assertThat(feed.status().problems("").getFirst())
          .satisfies(problem -> {
            assertThat(problem.what())
                .contains("splitplot.experiment_metric", "23505", "secondary");
            assertThat(problem.command()).isEqualTo("./splitplot warehouse reseed");
          });
      var repair = new FeedRepair(databases.settings());
      assertThatThrownBy(repair::skip)
          .isInstanceOf(EtlException.class)
          .hasMessageStartingWith("SP-FEED-SKIP-CONFIGURATION");

      repair.reseed();

      feed.caughtUp(LIMIT);
      assertThat(databases.rolledUp()).isEqualTo("2 units, 3");
      assertThat(
              databases.warehouseValue(
                  "select role from splitplot.experiment_metric where metric_id = 2"))
          .isEqualTo("secondary");
      assertThat(databases.warehouseValue("select count(*) from rollup.rebuild()")).isEqualTo("0");
    }
  }

  @Test
  void columnsThatThePrimaryKeepsToItselfDoNotCome() throws Exception {
    databases.view("u0");
    databases.primary(
        "select splitplot.publish_facts_without('{exposure.session_id,event.properties}')");
    try (var feed = Feed.start(databases.settings())) {
      feed.caughtUp(LIMIT);
      databases.view("u1");
      databases.spend("u1", "1");
      feed.caughtUp(LIMIT);
      assertThat(databases.propertiesOfUnits()).isEqualTo("u0 u1");

      databases.primary("select splitplot.publish_facts_without('{}')");
      databases.view("u2");
      feed.caughtUp(LIMIT);
      assertThat(databases.propertiesOfUnits()).isEqualTo("u0 u1 u2{\"page\": 1}");
      assertThat(databases.rolledUp()).isEqualTo("1 units, 1");
    }
  }

  @Test
  void theHeartbeatTellsTheLagInTimeAndKeepsItsTableSmall() throws Exception {
    try (var feed = Feed.start(databases.settings())) {
      feed.caughtUp(LIMIT);
      Awaitility.await().atMost(LIMIT).until(() -> databases.heartbeatAge() < 5);
      databases.warehouse("alter subscription splitplot_feed disable");
      Awaitility.await().atMost(LIMIT).until(() -> databases.heartbeatAge() > 5);
      databases.warehouse("alter subscription splitplot_feed enable");
      Awaitility.await().atMost(LIMIT).until(() -> databases.heartbeatAge() < 5);
    }
    for (var beat = 0; beat < 2_000; beat++) {
      databases.primaryValue("select splitplot.beat('test')");
    }
    assertThat(databases.primaryValue("select pg_relation_size('splitplot.feed_heartbeat')"))
        .isIn("8192", "16384");
  }

  @Test
  void aPrimaryThatDoesNotAnswerIsAnErrorOnlyBeforeTheFirstCopy() throws Exception {
    var nowhere = new Publisher("127.0.0.1", 1, "nowhere", "nobody", "hidden");
    assertThatThrownBy(() -> Feed.start(databases.settings(nowhere)))
        .isInstanceOf(EtlException.class)
        .hasMessageStartingWith("SP-FEED-PRIMARY")
        .hasMessageContaining("127.0.0.1:1")
        .hasMessageNotContaining("hidden");
    try (var feed = Feed.start(databases.settings())) {
      feed.caughtUp(LIMIT);
    }

    try (var feed = Feed.start(databases.settings(nowhere))) {
      assertThat(feed.status().healthy()).isFalse();
      assertThat(feed.status().primaryError()).contains("does not answer");
    }

    databases.spend("u1", "1");
    try (var feed = Feed.start(databases.settings())) {
      feed.caughtUp(LIMIT);
      assertThat(databases.rolledUp()).isEqualTo("1 units, 1");
    }
  }

  @Test
  void whoWaitsLearnsWhatIsMissing() {
    try (var feed = Feed.start(databases.settings())) {
      databases.warehouse("alter subscription splitplot_feed disable");

      assertThatThrownBy(() -> feed.caughtUp(Duration.ofMillis(200)))
          .isInstanceOf(EtlException.class)
          .hasMessageStartingWith("SP-FEED-LATE")
          .hasMessageContaining("apply worker does not run");
    }
  }

  @Test
  void theRollupLoopTellsItsErrorAndRecovers() throws Exception {
    try (var feed = Feed.start(databases.settings())) {
      feed.caughtUp(LIMIT);
      databases.warehouse("alter function rollup.advance() rename to advance_away");
      Awaitility.await().atMost(LIMIT).until(() -> rollupProblem().contains("rollup.advance()"));
      databases.spend("u1", "1");
      databases.warehouse("alter function rollup.advance_away() rename to advance");

      feed.caughtUp(LIMIT);

      assertThat(databases.rolledUp()).isEqualTo("1 units, 1");
      Awaitility.await().atMost(LIMIT).until(() -> rollupProblem().isEmpty());
    }
  }

  private String rollupProblem() throws Exception {
    var problem = FeedStatus.read(databases.settings()).warehouse().rollupProblem();
    return problem == null ? "" : problem.detail();
  }

  @Test
  void materializedViewsFollowAndTellTheirAge() throws Exception {
    databases.warehouse("update etl.upkeep set refresh_every = '1 millisecond'");
    databases.spend("u1", "5");
    try (var feed = Feed.start(databases.settings())) {
      feed.caughtUp(LIMIT);
      var batch = feed.status().warehouse().watermark().batch();

      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> feed.status().warehouse().views().batch() >= batch);

      assertThat(
              databases.warehouseValue(
                  "select units || ' ' || (refreshed_at > data_as_of)"
                      + " from report.experiment_overview"))
          .isEqualTo("1 true");
    }
  }

  @Test
  void aCrashOfTheServerLosesNothing() throws Exception {
    try (var feed = Feed.start(databases.settings())) {
      databases.spend("u1", "1");
      feed.caughtUp(LIMIT);
      databases.spend("u2", "2");

      databases.crash();

      databases.spend("u3", "3");
      feed.caughtUp(LIMIT);
      assertThat(databases.rolledUp()).isEqualTo("3 units, 6");
    }
  }
}
