package io.splitplot.api.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.splitplot.api.database.Database;
import io.splitplot.api.database.DatabaseSettings;
import io.splitplot.api.json.Json;
import io.splitplot.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is stored comes before what the plan says today, and a primary that does not answer costs
 * these decisions only. Of the units, user-0 is enrolled, and user-1 is not.
 */
class StoredAssignmentsTest {
  private static final List<String> UNITS = List.of("user-0", "user-1");

  private final TestDatabase database = TestDatabase.primary();
  private TestConfiguration configuration;
  private Connection connection;

  @BeforeEach
  void configure() throws SQLException {
    connection = database.dataSource().getConnection();
    connection.setAutoCommit(false);
    configuration = new TestConfiguration(database.dataSource(), "stored-");
    configuration.layer("checkout", "user");
    configuration.layer("search", "user");
    for (var experiment : List.of("green", "ranking")) {
      var layer = experiment.equals("green") ? "checkout" : "search";
      configuration.draft(experiment, layer, 1_000_000, new int[] {1_000_000, 0}, null);
      configuration.start(experiment);
    }
    database.run(
        """
        select splitplot.record_exposures(jsonb_build_array(jsonb_build_object(
          'index', 0, 'id', gen_random_uuid(), 'experiment', 'green',
          'unit', jsonb_build_object('user', 'user-0'), 'occurred_at', clock_timestamp())))
        """);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    configuration.close();
    database.close();
  }

  @Test
  void loweringTrafficKeepsWhoIsEnrolledAndAdmitsNobody() throws SQLException {
    configuration.traffic("green", 0);
    assertThat(decide(lookups(database.jdbcUrl())))
        .containsExactly("v1 sticky", "v1 split", "null not_in_traffic", "v1 split");
  }

  @Test
  void whoIsEnrolledKeepsTheVariantWhenWeightsChange() throws SQLException {
    configuration.weights("green", new int[] {0, 1_000_000}, "keep");
    assertThat(decide(lookups(database.jdbcUrl())))
        .containsExactly("v1 sticky", "v1 split", "v2 split", "v1 split");
  }

  @Test
  void aPauseThatShowsVariantsShowsThemToWhoIsEnrolled() throws SQLException {
    configuration.pause("green", "variant");
    assertThat(decide(lookups(database.jdbcUrl())))
        .containsExactly("v1 sticky", "v1 split", "null not_running", "v1 split");
  }

  @Test
  void aPauseThatShowsTheControlAsksNobody() throws SQLException {
    configuration.pause("green", "control");
    assertThat(decide(unreachable()))
        .containsExactly("v1 not_running", "v1 split", "v1 not_running", "v1 split");
  }

  @Test
  void aPrimaryThatIsGoneCostsOnlyWhatHadToBeAsked() throws SQLException {
    configuration.traffic("green", 0);
    assertThat(decide(unreachable()))
        .containsExactly(
            "null store_unavailable", "v1 split", "null store_unavailable", "v1 split");
  }

  @Test
  void aPrimaryThatIsSlowIsNotWaitedForLongAndIsAskedAgainLater() throws SQLException {
    configuration.traffic("green", 0);
    try (var lookups = lookups(database.jdbcUrl());
        var slow = database.dataSource().getConnection();
        var statement = slow.createStatement()) {
      var stored = new StoredAssignments(lookups);
      slow.setAutoCommit(false);
      statement.execute("lock table splitplot.first_assignment");
      assertThat(decide(stored).getFirst()).isEqualTo("null store_unavailable");
      slow.commit();
      await().until(() -> decide(stored).getFirst().equals("v1 sticky"));
    }
  }

  /** Of user-0 green and ranking, then the same of user-1. */
  private List<String> decide(Database lookups) throws SQLException {
    try (lookups) {
      return decide(new StoredAssignments(lookups));
    }
  }

  private List<String> decide(StoredAssignments stored) throws SQLException {
    var plan = new PlanLoader(connection).load();
    var decisions =
        UNITS.stream()
            .flatMap(
                unit -> plan.assign(Map.of("user", UnitIds.of(unit)), Json.object(), null).stream())
            .toList();
    var answers = stored.settle(decisions);
    return answers.stream().map(it -> it.variant() + " " + it.reason().code()).toList();
  }

  private Database lookups(String jdbcUrl) {
    return new Database(
        "lookups",
        DatabaseSettings.primary(jdbcUrl, database.user(), database.password()).forLookups(),
        new SimpleMeterRegistry());
  }

  /** Nobody listens on port 1. */
  private Database unreachable() {
    return lookups("jdbc:postgresql://127.0.0.1:1/none");
  }
}
