package io.splitplot.analysis.resampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.splitplot.analysis.Interval;
import io.splitplot.analysis.crosscheck.Lift;
import io.splitplot.analysis.crosscheck.Sample;
import io.splitplot.analysis.crosscheck.Welch;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final double[] C = values(1, 200, 0);
  private static final double[] T = values(2, 300, 0.3);

  /** Log-normal, so that there is some skewness. */
  private static double[] values(long seed, int n, double shift) {
    return new Random(seed).doubles(n).map(u -> Math.exp(2 * u) + shift).toArray();
  }

  private static Bootstrap of(Statistic statistic, Units c, Units t) {
    return Bootstrap.of(statistic, c, t, 2000, 11);
  }

  @Test
  void theSameSeedGivesTheSameInterval() {
    var one = of(Statistic.difference(), Units.of(C), Units.of(T)).accelerated(0.95);
    var again = of(Statistic.difference(), Units.of(C), Units.of(T)).accelerated(0.95);
    var other =
        Bootstrap.of(Statistic.difference(), Units.of(C), Units.of(T), 2000, 12).accelerated(0.95);

    assertThat(again).isEqualTo(one);
    assertThat(other).isNotEqualTo(one);
  }

  @Test
  void aDifferenceOfMeansHasTheFormulasErrorAndNearlyItsInterval() {
    var formula = Welch.of(new Sample(C).arm(), new Sample(T).arm(), 0.95);
    var bootstrap = of(Statistic.difference(), Units.of(C), Units.of(T));

    assertThat(bootstrap.estimate()).isCloseTo(formula.difference(), within(1e-12));
    assertThat(bootstrap.standardError())
        .isCloseTo(formula.standardError(), within(0.06 * formula.standardError()));
    assertNear(bootstrap.percentile(0.95), formula, 0.2);
    assertNear(bootstrap.accelerated(0.95), formula, 0.25);
  }

  private static void assertNear(Interval interval, Welch formula, double errors) {
    var near = within(errors * formula.standardError());
    assertThat(interval.low()).isCloseTo(formula.low(), near);
    assertThat(interval.high()).isCloseTo(formula.high(), near);
  }

  @Test
  void aLiftHasTheDeltaMethodsError() {
    var formula = new Lift(new Sample(C).arm(), new Sample(T).arm(), 0.95);
    var bootstrap = of(Statistic.lift(), Units.of(C), Units.of(T));

    assertThat(bootstrap.estimate()).isCloseTo(formula.lift(), within(1e-12));
    assertThat(bootstrap.standardError())
        .isCloseTo(formula.deltaError(), within(0.06 * formula.deltaError()));
  }

  @Test
  void aRatioWithAConstantDenominatorIsAMean() {
    var twos = new double[C.length];
    Arrays.fill(twos, 2);
    var doubled = Arrays.stream(C).map(value -> 2 * value).toArray();

    var ratio = of(Statistic.difference(), Units.ratio(doubled, twos), Units.of(T));

    assertThat(ratio.accelerated(0.9).low())
        .isCloseTo(
            of(Statistic.difference(), Units.of(C), Units.of(T)).accelerated(0.9).low(),
            within(1e-12));
  }

  @Test
  void scalingTheMetricScalesTheInterval() {
    var one = of(Statistic.quantileDifference(0.9), Units.of(C), Units.of(T)).accelerated(0.95);
    var ten =
        of(
                Statistic.quantileDifference(0.9),
                Units.of(Arrays.stream(C).map(value -> 10 * value).toArray()),
                Units.of(Arrays.stream(T).map(value -> 10 * value).toArray()))
            .accelerated(0.95);

    assertThat(ten.low()).isCloseTo(10 * one.low(), within(1e-9));
    assertThat(ten.high()).isCloseTo(10 * one.high(), within(1e-9));
  }

  @Test
  void aShiftOfOneArmShiftsTheQuantileDifference() {
    var shifted = Arrays.stream(T).map(value -> value + 5).toArray();

    var one = of(Statistic.quantileDifference(0.5), Units.of(C), Units.of(T)).percentile(0.95);
    var moved =
        of(Statistic.quantileDifference(0.5), Units.of(C), Units.of(shifted)).percentile(0.95);

    assertThat(moved.low()).isCloseTo(one.low() + 5, within(1e-9));
  }

  @Test
  void skewnessMovesTheAcceleratedIntervalOnly() {
    var skewed = new double[60];
    Arrays.fill(skewed, 0, 55, 1);
    Arrays.fill(skewed, 55, 60, 30);
    var flat = new double[60];
    Arrays.setAll(flat, i -> i % 2);
    var bootstrap = of(Statistic.difference(), Units.of(flat), Units.of(skewed));

    assertThat(bootstrap.accelerated(0.95).low()).isGreaterThan(bootstrap.percentile(0.95).low());
    assertThat(bootstrap.accelerated(0.95).high()).isGreaterThan(bootstrap.percentile(0.95).high());
  }

  @Test
  void intervalsCoverTheTruth() {
    // 300 experiments; 0.88 to 0.99 are limits that a true 0.95 leaves once in ten thousand
    var covered = 0;
    for (var i = 0; i < 300; i++) {
      var interval =
          Bootstrap.of(
                  Statistic.difference(),
                  Units.of(values(1000 + i, 60, 0)),
                  Units.of(values(5000 + i, 60, 0.5)),
                  400,
                  i)
              .accelerated(0.95);
      covered += interval.contains(0.5) ? 1 : 0;
    }

    assertThat(covered / 300.0).isBetween(0.88, 0.99);
  }

  @Test
  void whatCannotBeResampledIsRefused() {
    var units = Units.of(1, 2, 3);

    assertThatThrownBy(() -> Units.of(1)).hasMessageContaining("at least 2");
    assertThatThrownBy(() -> Units.of(1, Double.NaN)).hasMessageContaining("unit 1");
    assertThatThrownBy(() -> Units.ratio(new double[] {1, 2}, new double[] {1}))
        .hasMessageContaining("2 and 1");
    assertThatThrownBy(() -> Bootstrap.of(Statistic.difference(), units, units, 10, 1))
        .hasMessageContaining("100");
    assertThatThrownBy(() -> Bootstrap.of(Statistic.lift(), Units.of(0, 0), units, 100, 1))
        .hasMessageContaining("denominator");
    assertThatThrownBy(() -> Statistic.quantileDifference(1)).hasMessageContaining("quantile");
    assertThatThrownBy(
            () -> Bootstrap.of(Statistic.difference(), units, units, 100, 1).percentile(1))
        .hasMessageContaining("level");
  }
}
