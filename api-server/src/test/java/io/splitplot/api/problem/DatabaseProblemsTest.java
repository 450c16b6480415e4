package io.splitplot.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client is told when the database cannot do its work. */
class DatabaseProblemsTest {
  /** A full disk was once answered with 500, as if the server were at fault. */
  @ParameterizedTest
  @ValueSource(
      strings = {"08006", "25006", "40001", "53100", "53200", "53300", "55P03", "57P01", "58030"})
  void aDatabaseThatCannotTakeItNowMeansComeAgain(String state) {
    assertThat(DatabaseProblems.of(new SQLException("refused", state)))
        .hasValueSatisfying(problem -> assertThat(problem.status()).isEqualTo(503));
  }

  @Test
  void aMistakeOfOurOwnIsNoProblemOfTheClient() {
    assertThat(DatabaseProblems.of(new SQLException("no such column", "42703"))).isEmpty();
    assertThat(DatabaseProblems.of(new SQLException("without a state"))).isEmpty();
  }
}
