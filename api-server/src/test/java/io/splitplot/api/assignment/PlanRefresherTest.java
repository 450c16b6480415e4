package io.splitplot.api.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.splitplot.api.json.Json;
import io.splitplot.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plan follows the configuration, and outlives the database. */
class PlanRefresherTest {
  private static final int[] HALVES = {500_000, 500_000};

  private final TestDatabase database = TestDatabase.primary();
  private final PlanHolder holder = new PlanHolder(InstantSource.system());
  private final PlanRefresher refresher =
      new PlanRefresher(database.dataSource(), holder, Duration.ofMillis(20));
  private TestConfiguration configuration;

  @BeforeEach
  void configure() throws SQLException {
    configuration = new TestConfiguration(database.dataSource(), "refresher-");
    configuration.layer("checkout", "user");
    configuration.draft("green", "checkout", 1_000_000, HALVES, null);
  }

  @AfterEach
  void close() throws SQLException {
    refresher.close();
    configuration.close();
    database.close();
  }

  @Test
  void thereIsNoPlanBeforeTheFirstWasRead() {
    assertThat(holder.plan()).isEmpty();
    refresher.start();
    await().until(() -> holder.plan().isPresent());
  }

  @Test
  void aChangeIsInForceSoonAndTheOldPlanStaysAsItWas() throws SQLException {
    refresher.start();
    var before = plan();
    configuration.start("green");
    await().until(() -> plan().version() > before.version());
    assertThat(reason(before)).isEqualTo(Reason.NOT_RUNNING);
    assertThat(reason(plan())).isEqualTo(Reason.SPLIT);
  }

  @Test
  void asOfAdvancesAlsoWhenNothingChanges() {
    refresher.start();
    var before = plan();
    await().until(() -> plan().asOf().isAfter(before.asOf()));
    assertThat(plan().version()).isEqualTo(before.version());
  }

  @Test
  void thePlanOutlivesTheDatabaseAndFollowsItAgain() throws SQLException {
    refresher.start();
    var before = plan();
    try (var elsewhere = TestDatabase.empty()) {
      elsewhere.run("alter database %s allow_connections false".formatted(name()));
      elsewhere.run(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'"
              .formatted(name()));
      await().until(() -> holder.problem().isPresent());
      await().until(() -> holder.age().compareTo(Duration.ofMillis(500)) > 0);
      assertThat(reason(plan())).isEqualTo(Reason.NOT_RUNNING);
      elsewhere.run("alter database %s allow_connections true".formatted(name()));
    }
    await().until(() -> plan().asOf().isAfter(before.asOf().plusMillis(500)));
    assertThat(holder.problem()).isEmpty();
    assertThat(holder.age()).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void aWriterWhoHoldsTheLockForLongCostsFreshnessOnly() throws SQLException {
    refresher.start();
    plan();
    try (var writer = database.dataSource().getConnection();
        var statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("select splitplot.start_experiment('green')");
      await().until(() -> holder.problem().isPresent());
      assertThat(holder.problem().orElseThrow()).contains("lock timeout");
      assertThat(reason(plan())).isEqualTo(Reason.NOT_RUNNING);
      writer.commit();
    }
    await().until(() -> reason(plan()) == Reason.SPLIT);
  }

  @Test
  void aConfigurationThatCannotBeReadIsReportedAndThePlanStays() throws SQLException {
    refresher.start();
    plan();
    database.run(
        """
        alter table splitplot.experiment drop constraint the_algorithm_is_known;
        update splitplot.experiment set algorithm = 2;
        """);
    configuration.start("green");
    await().until(() -> holder.problem().isPresent());
    assertThat(holder.problem().orElseThrow())
        .isEqualTo(
            "experiment green cannot be decided: it needs version 2 of the assignment algorithm;"
                + " upgrade this server");
    assertThat(reason(plan())).isEqualTo(Reason.NOT_RUNNING);
  }

  @Test
  void everyDecisionCanBeMadeAgainFromItsInstantWhileTheConfigurationChanges() throws SQLException {
    refresher.start();
    var plans = new ArrayList<Plan>();
    for (var i = 0; i < 15; i++) {
      configuration.draft("experiment-" + i, "checkout", 1_000_000, HALVES, null);
      configuration.start("experiment-" + i);
      plans.add(plan());
      configuration.stop("experiment-" + i);
      plans.add(plan());
      var version = plan().version();
      await()
          .until(() -> plan().version() > version || plan().asOf().isAfter(plans.getLast().asOf()));
    }
    try (var connection = database.dataSource().getConnection()) {
      var sql = new SqlDecisions(connection);
      for (var plan : plans) {
        var decisions =
            plan.assign(Map.of("user", UnitIds.of("u1")), Json.object(), null).stream()
                .map(decision -> SqlDecisions.Answer.of("u1", decision.assignment()))
                .toList();
        assertThat(decisions)
            .isEqualTo(sql.assign("user", List.of("u1"), List.of("{}"), plan.asOf()));
      }
    }
    assertThat(plans.stream().map(Plan::version).distinct().count()).isGreaterThan(10);
  }

  @Test
  void aClosedRefresherLeavesItsPlanAndNoConnection() throws SQLException {
    refresher.start();
    plan();
    configuration.close();
    await().until(() -> connections() == 1);
    refresher.close();
    await().until(() -> connections() == 0);
    assertThat(holder.plan()).isPresent();
    assertThat(holder.problem()).isEmpty();
  }

  /** How many others are connected to the database. */
  private int connections() throws SQLException {
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                select count(*)
                from pg_stat_activity
                where datname = current_database()
                  and backend_type = 'client backend'
                  and pid <> pg_backend_pid()
                """)) {
      row.next();
      return row.getInt(1);
    }
  }

  private String name() {
    return database.jdbcUrl().replaceAll(".*/", "");
  }

  private Plan plan() {
    await().until(() -> holder.plan().isPresent());
    return holder.plan().orElseThrow();
  }

  private static Reason reason(Plan plan) {
    return plan.assign(Map.of("user", UnitIds.of("u1")), Json.object(), List.of("green"))
        .getFirst()
        .assignment()
        .reason();
  }
}
