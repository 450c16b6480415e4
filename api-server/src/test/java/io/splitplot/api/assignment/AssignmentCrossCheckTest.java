package io.splitplot.api.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.splitplot.api.assignment.SqlDecisions.Answer;
import io.splitplot.api.database.Database;
import io.splitplot.api.database.DatabaseSettings;
import io.splitplot.api.json.Json;
import io.splitplot.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * A decision in memory is the decision of SQL, also later. A random configuration changes several
 * times, and in between units are decided in memory, are exposed, and log in; at the end SQL
 * decides all of them again as of the instants at which they were decided.
 *
 * <p>{@code -Dsplitplot.cross-check.rounds=20} tries twenty times as many configurations, {@code
 * -Dsplitplot.cross-check.units=1000} more units in each, and {@code
 * -Dsplitplot.cross-check.seed=7} others. Five million cases are {@code rounds=9} with {@code
 * units=1000}.
 */
class AssignmentCrossCheckTest {
  private static final int ROUNDS = Integer.getInteger("splitplot.cross-check.rounds", 1);
  private static final int BATCH_UNITS = Integer.getInteger("splitplot.cross-check.units", 100);
  private static final long SEED = Long.getLong("splitplot.cross-check.seed", 1);
  private static final int CONFIGURATIONS = 3;
  private static final int PLANS = 8;
  private static final int CHANGES = 16;
  private static final int UNITS = 60;
  private static final int POOL = 120;
  private static final int LOG_INS = 4;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final RandomUnits units = new RandomUnits(random);
  private final RandomConditions conditions = new RandomConditions(random);
  private final Map<String, Integer> countByReason = new HashMap<>();

  /** Units that come back, so that they may be enrolled, forced or linked. */
  private final List<String> pool = many(units::next, POOL);

  /** Unit type and id to the root, for units that are linked. */
  private final Map<String, String> roots = new HashMap<>();

  /**
   * What was decided in memory.
   *
   * @param experiment null: all in force
   * @param attributes one for each unit; with an experiment one for all
   */
  private record Decided(
      Instant asOf,
      String unitType,
      @Nullable String experiment,
      List<String> unitIds,
      List<String> attributes,
      List<Answer> answers) {}

  private TestDatabase database;
  private Database lookups;
  private Connection connection;
  private StoredAssignments stored;

  @BeforeEach
  void connect() throws SQLException {
    database = TestDatabase.primary();
    lookups =
        new Database(
            "lookups",
            new DatabaseSettings(
                database.jdbcUrl(),
                database.user(),
                database.password(),
                1,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10)),
            new SimpleMeterRegistry());
    stored = new StoredAssignments(lookups);
    connection = database.dataSource().getConnection();
    connection.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    lookups.close();
    database.close();
  }

  @Test
  void memoryAndSqlDecideAlike(TestReporter reporter) throws SQLException {
    for (var i = 0; i < CONFIGURATIONS * ROUNDS; i++) {
      if (i > 0) {
        close();
        connect();
      }
      var sql = new SqlDecisions(connection);
      for (var decided : historyOfARandomConfiguration()) {
        compare(decided, sql);
      }
    }
    reporter.publishEntry("decisions by reason", countByReason.toString());
    assertThat(countByReason)
        .containsOnlyKeys(
            "split",
            "shared_control",
            "sticky",
            "forced",
            "launched",
            "not_targeted",
            "not_in_traffic",
            "holdout",
            "not_running",
            "unknown_experiment");
    assertThat(countByReason.values()).allMatch(count -> count > 10 * ROUNDS);
  }

  private List<Decided> historyOfARandomConfiguration() throws SQLException {
    roots.clear();
    var history = new ArrayList<Decided>();
    var loader = new PlanLoader(connection);
    var salt = Long.toHexString(random.nextLong());
    try (var configuration = new TestConfiguration(database.dataSource(), salt)) {
      var changing = new RandomConfiguration(configuration, random, pool);
      for (var i = 0; i < PLANS; i++) {
        for (var changes = CHANGES; changes > 0; changes--) {
          changing.change();
        }
        var plan = loader.load();
        for (var experiment : RandomConfiguration.EXPERIMENTS) {
          history.add(oneExperiment(plan, experiment));
        }
        history.add(oneExperiment(plan, "never-heard-of"));
        var visits =
            RandomConfiguration.UNIT_TYPES.stream().map(it -> everyExperiment(plan, it)).toList();
        history.addAll(visits);
        for (var visit : visits) { // what is stored from here on is later than the plan
          expose(visit);
          logIn(visit.unitType());
        }
      }
    }
    return history;
  }

  /** As {@code splitplot.assign}: each unit with attributes of its own. */
  private Decided everyExperiment(Plan plan, String unitType) {
    var ids = someUnits(UNITS);
    var attributes = many(conditions::attributes, UNITS);
    var answers = answers(plan, List.of(unitType), ids, attributes, null);
    return new Decided(plan.asOf(), unitType, null, ids, attributes, answers);
  }

  /** As {@code splitplot.assign_batch}: also experiments that are not running. */
  private Decided oneExperiment(Plan plan, String experiment) {
    var ids = someUnits(BATCH_UNITS);
    var attributes = conditions.attributes();
    var answers =
        answers(
            plan,
            RandomConfiguration.UNIT_TYPES,
            ids,
            Collections.nCopies(ids.size(), attributes),
            experiment);
    return new Decided(plan.asOf(), "", experiment, ids, List.of(attributes), answers);
  }

  private List<String> someUnits(int count) {
    return many(
        () -> random.nextInt(4) == 0 ? units.next() : pool.get(random.nextInt(POOL)), count);
  }

  /** The plan's decisions, with one look at what is stored for all of them. */
  private List<Answer> answers(
      Plan plan,
      List<String> unitTypes,
      List<String> unitIds,
      List<String> attributes,
      @Nullable String experiment) {
    var decisions = new ArrayList<Decision>();
    var asked = new ArrayList<String>();
    for (var i = 0; i < unitIds.size(); i++) {
      var id = unitIds.get(i);
      var ids = new HashMap<String, UnitIds>();
      unitTypes.forEach(
          type -> ids.put(type, new UnitIds(id, roots.getOrDefault(type + ' ' + id, id))));
      for (var decision :
          plan.assign(
              ids,
              Json.parse(attributes.get(i)),
              experiment == null ? null : List.of(experiment))) {
        if (decision.assignment().reason() != Reason.NO_UNIT) { // SQL is asked by unit type
          decisions.add(decision);
          asked.add(id);
        }
      }
    }
    var assignments = stored.settle(decisions);
    var answers = new ArrayList<Answer>();
    for (var i = 0; i < asked.size(); i++) {
      answers.add(Answer.of(asked.get(i), assignments.get(i)));
    }
    return answers;
  }

  /** Records that half of the units saw what was decided; none is refused. */
  private void expose(Decided decided) throws SQLException {
    var batch = Json.array();
    for (var answer : decided.answers()) {
      if (List.of("split", "shared_control", "sticky").contains(answer.reason())
          && random.nextBoolean()) {
        var exposure =
            batch
                .addObject()
                .put("index", batch.size())
                .put("id", new UUID(random.nextLong(), random.nextLong()).toString())
                .put("experiment", answer.experiment())
                .put("variant", answer.variant())
                .put("occurred_at", decided.asOf().plus(1, ChronoUnit.MICROS).toString());
        exposure.putObject("unit").put(decided.unitType(), answer.unitId());
      }
    }
    try (var statement =
        connection.prepareStatement("select rejected from splitplot.record_exposures(?::jsonb)")) {
      statement.setString(1, Json.write(batch));
      try (var row = statement.executeQuery()) {
        row.next();
        assertThat(row.getString("rejected")).isEqualTo("[]");
      }
      connection.commit();
    }
  }

  private void logIn(String unitType) throws SQLException {
    for (var i = 0; i < LOG_INS; i++) {
      var pair = List.of(pool.get(random.nextInt(POOL)), pool.get(random.nextInt(POOL)));
      try (var link = connection.prepareStatement("select splitplot.link_identity(?, ?, ?)")) {
        link.setString(1, unitType);
        link.setString(2, pair.getFirst());
        link.setString(3, pair.getLast());
        link.execute();
        connection.commit();
      }
      for (var id : pair) {
        roots.put(unitType + ' ' + id, root(unitType, id));
      }
    }
  }

  private String root(String unitType, String id) throws SQLException {
    try (var statement = connection.prepareStatement("select splitplot.deciding_unit(?, ?)")) {
      statement.setString(1, unitType);
      statement.setString(2, id);
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private void compare(Decided decided, SqlDecisions sql) throws SQLException {
    var experiment = decided.experiment();
    var expected =
        experiment == null
            ? sql.assign(
                decided.unitType(), decided.unitIds(), decided.attributes(), decided.asOf())
            : sql.assignBatch(
                experiment, decided.unitIds(), decided.attributes().getFirst(), decided.asOf());
    assertThat(decided.answers()).hasSameSizeAs(expected);
    for (var i = 0; i < expected.size(); i++) {
      var answer = expected.get(i);
      if (!answer.equals(decided.answers().get(i))) {
        assertThat(decided.answers().get(i))
            .as("seed %d, %s", SEED, decided.asOf())
            .isEqualTo(answer);
      }
      countByReason.merge(answer.reason(), 1, Integer::sum);
    }
  }

  private static List<String> many(Supplier<String> source, int count) {
    return Stream.generate(source).limit(count).toList();
  }
}
