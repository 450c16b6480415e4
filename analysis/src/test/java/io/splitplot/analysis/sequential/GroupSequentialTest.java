package io.splitplot.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.splitplot.analysis.distribution.Normal;
import io.splitplot.analysis.sequential.GroupSequential.Look;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GroupSequentialTest {

  static Stream<Spending> spendings() {
    return Stream.of(
        Spending.obrienFleming(),
        Spending.pocock(),
        Spending.power(0.5),
        Spending.power(3),
        Spending.hwangShihDeCani(-4),
        Spending.hwangShihDeCani(0),
        Spending.hwangShihDeCani(2));
  }

  @ParameterizedTest
  @MethodSource("spendings")
  void oneLookIsTheFixedTest(Spending spending) {
    var z = GroupSequential.twoSided(spending, 0.05).looks(1).getFirst().z();

    assertThat(z).isCloseTo(Normal.upperQuantile(0.025), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("spendings")
  void whatIsCrossedUnderNoEffectIsWhatWasSpent(Spending spending) {
    var random = new SplittableRandom(20);
    for (var repetition = 0; repetition < 5; repetition++) {
      var fractions = random.doubles(6, 1e-3, 1).sorted().toArray();
      var looks = GroupSequential.twoSided(spending, 0.1).looks(fractions);

      var crossing = Crossing.twoSided(0, fractions, boundaries(looks));

      assertThat(crossing.total()).isCloseTo(2 * looks.getLast().alphaSpent(), within(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("spendings")
  void looksThatAreAlmostTheSameAreNoTrouble(Spending spending) {
    double[] fractions = {1e-3, 1e-3 + 1e-12, 0.3, 0.3 + 1e-15, 0.31, 0.31 + 1e-9, 0.7, 1};
    var looks = GroupSequential.oneSided(spending, 0.025).looks(fractions);

    var crossing = Crossing.oneSided(0, fractions, boundaries(looks));

    assertThat(crossing.total()).isCloseTo(0.025, within(1e-9));
    for (var k = 1; k < fractions.length; k++) {
      var increment = spending.logSpentBetween(fractions[k - 1], fractions[k], 0.025);
      if (increment > -600) {
        assertThat(Math.log(crossing.above().get(k))).isCloseTo(increment, within(1e-6));
      }
    }
  }

  @Test
  void lookingAgainAtNearlyTheSameDataCostsNothing() {
    var once = GroupSequential.twoSided(Spending.obrienFleming(), 0.05).looks(0.5, 1);
    var twice = GroupSequential.twoSided(Spending.obrienFleming(), 0.05).looks(0.5, 0.5 + 1e-13, 1);

    assertThat(twice.getLast().z()).isCloseTo(once.getLast().z(), within(1e-7));
  }

  @Test
  void aHundredLooksSpendExactlyAlpha() {
    var fractions = IntStream.rangeClosed(1, 100).mapToDouble(k -> k / 100.0).toArray();
    var looks = GroupSequential.twoSided(Spending.obrienFleming(), 0.05).looks(fractions);

    assertThat(Crossing.twoSided(0, fractions, boundaries(looks)).total())
        .isCloseTo(0.05, within(1e-12));
    assertThat(boundaries(looks)).isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void aLaterLookDoesNotChangeAnEarlierBoundary() {
    var design = GroupSequential.twoSided(Spending.pocock(), 0.05);

    var three = design.looks(0.2, 0.25, 0.6);
    var four = design.looks(0.2, 0.25, 0.6, 0.61);

    assertThat(four.subList(0, 3)).isEqualTo(three);
  }

  @Test
  void theFirstLooksOfACautiousTestAreBeyondAnyData() {
    var looks = GroupSequential.twoSided(Spending.obrienFleming(), 0.05).looks(1e-3, 2e-3, 1);

    assertThat(looks.getFirst().z())
        .isCloseTo(
            Normal.upperQuantileOfLog(
                Math.log(2) + Normal.logUpperTail(Normal.upperQuantile(0.0125) / Math.sqrt(1e-3))),
            within(1e-9));
    assertThat(looks.get(1).z()).isBetween(30.0, looks.getFirst().z());
    assertThat(looks.getLast().z()).isCloseTo(Normal.upperQuantile(0.025), within(1e-9));
  }

  @Test
  void moreInformationThanPlannedSpendsTheRest() {
    var looks = GroupSequential.twoSided(Spending.obrienFleming(), 0.05).looks(0.5, 0.9, 1.3);

    assertThat(looks.getLast().alphaSpent()).isEqualTo(0.025);
    assertThat(Crossing.twoSided(0, new double[] {0.5, 0.9, 1.3}, boundaries(looks)).total())
        .isCloseTo(0.05, within(1e-12));
  }

  @Test
  void lessInformationThanPlannedLeavesTheRest() {
    var looks = GroupSequential.twoSided(Spending.power(1), 0.05).looks(0.4, 0.8);

    assertThat(Crossing.twoSided(0, new double[] {0.4, 0.8}, boundaries(looks)).total())
        .isCloseTo(0.04, within(1e-12));
  }

  @Test
  void onlyProportionsOfInformationMatterForCrossing() {
    double[] z = {2.5, 2.2, 2.0};

    var one = Crossing.twoSided(1.5, new double[] {0.2, 0.6, 1}, z);
    var scaled = Crossing.twoSided(1.5 / Math.sqrt(7), new double[] {1.4, 4.2, 7}, z);

    assertThat(scaled.total()).isCloseTo(one.total(), within(1e-12));
  }

  @Test
  void theDirectionOfTheEffectSwapsTheSides() {
    double[] fractions = {0.3, 0.5, 1};
    double[] z = {2.5, 2.2, 2.0};

    var up = Crossing.twoSided(2, fractions, z);
    var down = Crossing.twoSided(-2, fractions, z);

    for (var i = 0; i < 3; i++) {
      assertThat(down.below().get(i)).isCloseTo(up.above().get(i), within(1e-13));
      assertThat(down.above().get(i)).isCloseTo(up.below().get(i), within(1e-13));
    }
  }

  @Test
  void everyPathEndsSomewhere() {
    // boundaries that meet at the last look leave nobody
    var crossing =
        Crossing.of(
            2.8,
            new double[] {0.25, 0.5, 1},
            new double[] {-3, 0, 1.1999999999},
            new double[] {3, 2.5, 1.2});

    assertThat(crossing.total()).isCloseTo(1, within(1e-9));
  }

  @Test
  void impossibleLooksAreRefused() {
    var design = GroupSequential.twoSided(Spending.obrienFleming(), 0.05);

    assertThatThrownBy(() -> design.looks(0.5, 0.5)).hasMessageContaining("increase");
    assertThatThrownBy(() -> design.looks(0)).hasMessageContaining("positive");
    assertThatThrownBy(() -> design.looks(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(design::looks).hasMessageContaining("at least one look");
    assertThatThrownBy(() -> design.looks(0.5, 1, 1.1)).hasMessageContaining("no look can follow");
    assertThatThrownBy(() -> GroupSequential.twoSided(Spending.pocock(), 1))
        .hasMessageContaining("alpha");
    assertThatThrownBy(() -> GroupSequential.oneSided(Spending.pocock(), 0.6))
        .hasMessageContaining("0.5");
    assertThatThrownBy(() -> Spending.power(0)).hasMessageContaining("positive");
    assertThatThrownBy(() -> Spending.hwangShihDeCani(Double.NaN)).hasMessageContaining("gamma");
  }

  private static double[] boundaries(List<Look> looks) {
    return looks.stream().mapToDouble(Look::z).toArray();
  }
}
