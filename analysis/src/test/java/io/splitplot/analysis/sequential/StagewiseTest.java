package io.splitplot.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.splitplot.analysis.distribution.Normal;
import io.splitplot.analysis.sequential.GroupSequential.Look;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StagewiseTest {
  private static final GroupSequential DESIGN = GroupSequential.twoSided(Spending.pocock(), 0.05);
  private static final List<Look> LOOKS = DESIGN.looks(0.3, 0.7, 1);

  @Test
  void afterOneLookItIsTheFixedInterval() {
    var result = Stagewise.twoSided(DESIGN.looks(0.4), 0.3, 0.1, 0.95);

    var margin = Normal.upperQuantile(0.025) * 0.1;
    assertThat(result.interval().low()).isCloseTo(0.3 - margin, within(1e-10));
    assertThat(result.interval().high()).isCloseTo(0.3 + margin, within(1e-10));
    assertThat(result.estimate()).isCloseTo(0.3, within(1e-10));
    assertThat(result.pValue()).isCloseTo(Normal.twoSided(3), within(1e-12));
  }

  @Test
  void theEstimateIsShrunkAfterALaterStop() {
    var result = Stagewise.twoSided(LOOKS.subList(0, 2), 2.6, 1, 0.95);

    assertThat(result.estimate()).isBetween(0.0, 2.6);
    assertThat(result.interval().contains(result.estimate())).isTrue();
  }

  @Test
  void swappingTheArmsMirrorsEverything() {
    var up = Stagewise.twoSided(LOOKS, 2.6, 1, 0.9);
    var down = Stagewise.twoSided(LOOKS, -2.6, 1, 0.9);

    assertThat(down.pValue()).isCloseTo(up.pValue(), within(1e-12));
    assertThat(down.estimate()).isCloseTo(-up.estimate(), within(1e-9));
    assertThat(down.interval().low()).isCloseTo(-up.interval().high(), within(1e-9));
  }

  @Test
  void anotherUnitScalesTheEffectOnly() {
    var one = Stagewise.oneSided(LOOKS, 2.6, 1, 0.95);
    var ten = Stagewise.oneSided(LOOKS, 26, 10, 0.95);

    assertThat(ten.pValue()).isEqualTo(one.pValue());
    assertThat(ten.interval().low()).isCloseTo(10 * one.interval().low(), within(1e-9));
  }

  @Test
  void rejectingAndAnIntervalWithoutZeroAreTheSame() {
    // at the last look the stage-wise p of the boundary itself is alpha
    var boundary = LOOKS.getLast().z();

    var result = Stagewise.twoSided(LOOKS, boundary, 1, 0.95);

    assertThat(result.pValue()).isCloseTo(0.05, within(1e-10));
    assertThat(result.interval().low()).isCloseTo(0, within(1e-9));
  }

  @Test
  void theIntervalCoversAsOftenAsItSays() {
    // 400 tests under a true effect of 2: between 0.90 and 0.985 are 1e-5 limits of a true 0.95
    var random = new Random(7);
    var covered = 0;
    var tooLarge = 0;
    for (var repetition = 0; repetition < 400; repetition++) {
      var result = stopped(random, 2);
      covered += result.interval().contains(2) ? 1 : 0;
      tooLarge += result.estimate() > 2 ? 1 : 0;
    }

    assertThat(covered / 400.0).isBetween(0.90, 0.985);
    assertThat(tooLarge / 400.0).isBetween(0.39, 0.61);
  }

  private static Stagewise stopped(Random random, double drift) {
    var score = 0.0;
    var time = 0.0;
    for (var k = 0; k < LOOKS.size(); k++) {
      var look = LOOKS.get(k);
      var passed = look.fraction() - time;
      score += drift * passed + Math.sqrt(passed) * random.nextGaussian();
      time = look.fraction();
      if (look.isCrossedBy(score / Math.sqrt(time)) || k == LOOKS.size() - 1) {
        return Stagewise.twoSided(LOOKS.subList(0, k + 1), score / time, 1 / Math.sqrt(time), 0.95);
      }
    }
    throw new IllegalStateException("a test without looks");
  }

  @Test
  void repeatedIntervalsHaveTheBoundaryAsTheirHalfWidth() {
    var interval = LOOKS.getFirst().repeatedInterval(1, 0.5);

    assertThat(interval.high() - 1).isCloseTo(0.5 * LOOKS.getFirst().z(), within(1e-15));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> Stagewise.twoSided(List.of(), 1, 1, 0.95))
        .hasMessageContaining("at least one look");
    assertThatThrownBy(() -> Stagewise.twoSided(LOOKS, Double.NaN, 1, 0.95))
        .hasMessageContaining("effect");
    assertThatThrownBy(() -> Stagewise.twoSided(LOOKS, 1, 0, 0.95))
        .hasMessageContaining("standard error");
    assertThatThrownBy(() -> Stagewise.twoSided(LOOKS, 1, 1, 1)).hasMessageContaining("level");
  }
}
