package io.splitplot.analysis.validity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.splitplot.analysis.distribution.Binomial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
  /** Made by R's qbinom(5e-7, n, p) and qbinom(1 - 5e-7, n, p). */
  @ParameterizedTest
  @CsvSource({
    "2000, 0.05, 56, 151",
    "10000, 0.05, 397, 610",
    "20000, 0.05, 853, 1154",
    "100000, 0.05, 4666, 5341",
    "20000, 0.01, 135, 272",
    "100000, 0.01, 850, 1158",
    "50000, 0.001, 20, 88",
    "100000, 0.001, 55, 153",
    "20000, 0.95, 18846, 19147",
    "100000, 0.95, 94659, 95334",
    "10000, 0.8, 7802, 8193",
    "20000, 0.8, 15721, 16274",
    "20000, 0.21965, 4109, 4682",
    "20000, 0.01281, 182, 338"
  })
  void areBothQuantilesOfTheBinomialDistribution(int trials, double chance, int low, int high) {
    assertThat(Limits.count(trials, chance)).isEqualTo(new Limits(low, high));
  }

  @Test
  void ofTheFamilyWiseErrorAreThoseOfItsExactChance() {
    var chance = 1 - Math.pow(1 - 0.05 / 20, 20);

    assertThat(Limits.count(20_000, chance)).isEqualTo(new Limits(831, 1129));
  }

  @Test
  void ofPeekingAreThoseOfItsExactChance() {
    assertThat(Limits.count(20_000, PeekingGoal.computed().total()))
        .as("of the chance 0.2196460, by sums of exact binomial probabilities")
        .isEqualTo(new Limits(4109, 4681));
  }

  @Test
  void areOneSidedWhereLessOrMoreThanChanceIsWelcome() {
    assertThat(Limits.countAtMost(2000, 0.001)).isEqualTo(new Limits(0, 12));
    assertThat(Limits.countAtLeast(20_000, 0.95)).isEqualTo(new Limits(18_846, 20_000));
  }

  @ParameterizedTest
  @CsvSource({"2000, 0.060", "10000, 0.0269", "20000, 0.0190", "50000, 0.0120"})
  void ofADistanceAreExceededOnceInAMillion(int size, double limit) {
    assertThat(Limits.distance(size).high()).isEqualTo(limit, within(2e-4));
  }

  @ParameterizedTest
  @CsvSource({"0.3, 10, 0.5, 4", "0.5, 3, 0.5, 1", "0.95, 10, 0.1, 3", "1e-300, 10, 0.5, 0"})
  void quantileIsTheSmallestCountThatReachesTheProbability(
      double probability, int trials, double chance, int count) {
    assertThat(Binomial.quantile(probability, trials, chance)).isEqualTo(count);
  }

  @Test
  void thereIsNoQuantileOfWhatIsNoProbability() {
    assertThatThrownBy(() -> Binomial.quantile(1, 10, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.0");
  }
}
