package io.splitplot.analysis.validity;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ValidationTest {
  private static final long SEED = 1;

  private final TestDatabase database = TestDatabase.primary();

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void ourStatisticsKeepWhatTheyPromiseAndWrongOnesAreNoticed() throws SQLException {
    var validation = run(2000, new LinkedHashSet<>(Validation.goals()));

    assertThat(validation.outcomes())
        .extracting(Validation.Outcome::goal)
        .containsExactlyElementsOf(Validation.goals());
    assertThat(failed(validation)).isEmpty();
    assertThat(validation.isPassed()).isTrue();
    assertThat(ValidityPage.html(validation)).contains("as it must be", "<svg", "G14");
  }

  @Test
  void aPValueThatIsAFifthTooSmallIsNoticed() throws SQLException {
    database.run(
        """
        create or replace function stats.exp_or_zero(x float8) returns float8
          language sql immutable strict parallel safe
          return case when x < -745 then 0 else 0.8 * exp(x) end
        """);

    assertThat(run(2000, Set.of("G2")).isPassed()).isFalse();
    assertThat(failed(run(20_000, Set.of("G8")))).contains("rejected without an effect");
  }

  @Test
  void aTestThatAlwaysRejectsLessIsNoticedWhereItMayNot() throws SQLException {
    database.run(
        """
        create or replace function stats.exp_or_zero(x float8) returns float8
          language sql immutable strict parallel safe
          return case when x < -745 then 0 else sqrt(exp(x)) end
        """);

    assertThat(run(2000, Set.of("G8")).isPassed()).isFalse();
  }

  @Test
  void aGoalAloneGivesTheSameNumbersAsAmongOthers() throws SQLException {
    var alone = run(200, Set.of("G9"));
    var among = run(200, new LinkedHashSet<>(List.of("G8", "G9")));

    assertThat(among.outcomes().getLast().checks()).isEqualTo(alone.outcomes().getFirst().checks());
  }

  @Test
  void whatDoesNotFitIntoOneStatementIsJoined() throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      var trial = new Trial(connection, 3, SEED);

      var columns =
          trial.simulate(
              List.of("value"),
              500_000,
              (run, rows) -> rows.add(run),
              "select value, nullif(value, 1) from sample");

      assertThat(columns[0]).containsExactly(0, 1, 2);
      assertThat(columns[1]).containsExactly(0, Double.NaN, 2);
    }
  }

  private Validation run(int runs, Set<String> goals) throws SQLException {
    var told = new ArrayList<String>();
    try (var connection = database.dataSource().getConnection()) {
      var validation = Validation.run(connection, runs, SEED, goals, told::add);
      assertThat(told).hasSameSizeAs(goals);
      return validation;
    }
  }

  private static List<String> failed(Validation validation) {
    return validation.outcomes().stream()
        .flatMap(outcome -> outcome.checks().stream())
        .filter(check -> !check.isPassed())
        .map(Check::name)
        .toList();
  }
}
