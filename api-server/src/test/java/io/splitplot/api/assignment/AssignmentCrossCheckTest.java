package io.splitplot.api.assignment;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.api.assignment.SqlDecisions.Answer;
import io.splitplot.api.json.Json;
import io.splitplot.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A decision in memory is the decision of SQL, also later. Random configurations change several
 * times; each plan is kept, and at the end SQL is asked about the instants of all of them.
 *
 * <p>{@code -Dsplitplot.cross-check.rounds=20} tries twenty times as many, {@code
 * -Dsplitplot.cross-check.seed=7} others.
 */
class AssignmentCrossCheckTest {
  private static final int ROUNDS = Integer.getInteger("splitplot.cross-check.rounds", 1);
  private static final long SEED = Long.getLong("splitplot.cross-check.seed", 1);
  private static final int CONFIGURATIONS = 6;
  private static final int PLANS = 8;
  private static final int UNITS = 60;
  private static final int BATCH_UNITS = 150;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final RandomUnits units = new RandomUnits(random);
  private final RandomConditions conditions = new RandomConditions(random);
  private final Map<String, Integer> countByReason = new HashMap<>();

  @Test
  void memoryAndSqlDecideAlike() throws SQLException {
    for (var i = 0; i < CONFIGURATIONS * ROUNDS; i++) {
      try (var database = TestDatabase.primary();
          var connection = database.dataSource().getConnection()) {
        var sql = new SqlDecisions(connection);
        for (var plan : plansOfAChangingConfiguration(database, connection)) {
          compareEveryExperiment(plan, sql);
          compareBatches(plan, sql);
        }
      }
    }
    var cases = countByReason.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(cases).isGreaterThan(100_000 * ROUNDS);
    assertThat(countByReason.keySet())
        .containsOnly(
            "split", "not_targeted", "not_in_traffic", "not_running", "unknown_experiment");
    assertThat(countByReason.values()).allMatch(count -> count > 1_000);
  }

  private List<Plan> plansOfAChangingConfiguration(TestDatabase database, Connection connection)
      throws SQLException {
    var plans = new ArrayList<Plan>();
    connection.setAutoCommit(false);
    var salt = Long.toHexString(random.nextLong());
    try (var configuration = new TestConfiguration(database.dataSource(), salt)) {
      var changing = new RandomConfiguration(configuration, random);
      for (var i = 0; i < PLANS; i++) {
        for (var changes = 8; changes > 0; changes--) {
          changing.change();
        }
        plans.add(new PlanLoader(connection).load());
      }
    }
    return plans;
  }

  /** {@code splitplot.assign}: each unit with attributes of its own. */
  private void compareEveryExperiment(Plan plan, SqlDecisions sql) throws SQLException {
    for (var unitType : List.of("user", "session")) {
      var ids = many(units::next, UNITS);
      var attributes = many(conditions::attributes, UNITS);
      var actual = new ArrayList<Answer>();
      for (var i = 0; i < UNITS; i++) {
        actual.addAll(decide(plan, Map.of(unitType, ids.get(i)), attributes.get(i), null));
      }
      compare(actual, sql.assign(unitType, ids, attributes, plan.asOf()));
    }
  }

  /** {@code splitplot.assign_batch}: also experiments that are not running, and one that is not. */
  private void compareBatches(Plan plan, SqlDecisions sql) throws SQLException {
    var asked = new ArrayList<>(RandomConfiguration.EXPERIMENTS);
    asked.add("never-heard-of");
    for (var experiment : asked) {
      var ids = many(units::next, BATCH_UNITS);
      var attributes = conditions.attributes();
      var actual = new ArrayList<Answer>();
      for (var id : ids) {
        var both = Map.of("user", id, "session", id);
        actual.addAll(decide(plan, both, attributes, List.of(experiment)));
      }
      compare(actual, sql.assignBatch(experiment, ids, attributes, plan.asOf()));
    }
  }

  private void compare(List<Answer> actual, List<Answer> expected) {
    assertThat(actual).containsExactlyElementsOf(expected);
    expected.forEach(decision -> countByReason.merge(decision.reason(), 1, Integer::sum));
  }

  private static List<Answer> decide(
      Plan plan, Map<String, String> units, String attributes, @Nullable List<String> asked) {
    var unitId = units.values().iterator().next();
    var ids =
        units.entrySet().stream()
            .collect(toMap(Map.Entry::getKey, it -> UnitIds.of(it.getValue())));
    return plan.assign(ids, Json.parse(attributes), asked).stream()
        .map(Decision::assignment)
        .filter(assignment -> assignment.reason() != Reason.NO_UNIT) // SQL is asked by unit type
        .map(assignment -> Answer.of(unitId, assignment))
        .toList();
  }

  private static List<String> many(Supplier<String> source, int count) {
    return Stream.generate(source).limit(count).toList();
  }
}
