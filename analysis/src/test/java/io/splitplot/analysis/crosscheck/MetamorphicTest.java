package io.splitplot.analysis.crosscheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.splitplot.analysis.crosscheck.Phases.Phase;
import io.splitplot.analysis.distribution.ChiSquare;
import io.splitplot.analysis.distribution.Normal;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must stay the same, or change in a known way, when the input is changed. */
class MetamorphicTest {

  record Arms(Arm c, Arm t) {}

  static Stream<Arms> arms() {
    var random = new SplittableRandom(9);
    return Stream.generate(() -> new Arms(arm(random), arm(random))).limit(50);
  }

  private static Arm arm(SplittableRandom random) {
    return new Arm(
        2 + random.nextInt(5000), 0.5 + random.nextDouble(), 0.01 + 20 * random.nextDouble());
  }

  @ParameterizedTest
  @MethodSource("arms")
  void swappingTheArmsNegatesTheDifferenceAndKeepsP(Arms arms) {
    var one = Welch.of(arms.c(), arms.t(), 0.95);
    var other = Welch.of(arms.t(), arms.c(), 0.95);

    assertThat(other.difference()).isEqualTo(-one.difference());
    assertThat(other.p()).isCloseTo(one.p(), withinPercentage(1e-10));
    assertThat(other.low()).isCloseTo(-one.high(), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("arms")
  void scalingTheMetricKeepsPAndLift(Arms arms) {
    var ten = new Arms(scaled(arms.c(), 10), scaled(arms.t(), 10));
    var one = Welch.of(arms.c(), arms.t(), 0.95);
    var scaled = Welch.of(ten.c(), ten.t(), 0.95);

    assertThat(scaled.difference()).isCloseTo(10 * one.difference(), within(1e-13));
    assertThat(scaled.p()).isCloseTo(one.p(), withinPercentage(1e-9));
    assertThat(new Lift(ten.c(), ten.t(), 0.95).lift())
        .isCloseTo(new Lift(arms.c(), arms.t(), 0.95).lift(), within(1e-13));
  }

  private static Arm scaled(Arm arm, double factor) {
    return new Arm(arm.n(), factor * arm.mean(), factor * factor * arm.variance());
  }

  @ParameterizedTest
  @MethodSource("arms")
  void fiellerExcludesZeroExactlyWhenTheDifferenceIsSignificant(Arms arms) {
    var fieller = new Lift(arms.c(), arms.t(), 0.95).fieller();
    var z = Welch.of(arms.c(), arms.t(), 0.95).statistic();

    var excluded =
        switch (fieller.shape()) {
          case "interval" -> fieller.low() > 0 || fieller.high() < 0;
          case "complement" -> fieller.low() < 0 && 0 < fieller.high();
          default -> false;
        };

    assertThat(excluded).isEqualTo(Math.abs(z) > Normal.upperQuantile(0.025));
  }

  @ParameterizedTest
  @MethodSource("arms")
  void onePhaseIsTheUnstratifiedDifference(Arms arms) {
    var one = Welch.of(arms.c(), arms.t(), 0.95);

    var combined = new Phases(List.of(new Phase(arms.c(), arms.t()))).by(Phase::mantelHaenszel);

    assertThat(combined.difference()).isEqualTo(one.difference());
    assertThat(combined.standardError()).isCloseTo(one.standardError(), within(1e-14));
  }

  @ParameterizedTest
  @MethodSource("arms")
  void theOrderOfPhasesDoesNotMatter(Arms arms) {
    var early = new Phase(arms.c(), arms.t());
    var late = new Phase(scaled(arms.t(), 2), arms.c());

    var one = new Phases(List.of(early, late));
    var other = new Phases(List.of(late, early));

    assertThat(other.by(Phase::units).z()).isCloseTo(one.by(Phase::units).z(), within(1e-12));
    assertThat(other.heterogeneityP()).isCloseTo(one.heterogeneityP(), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("arms")
  void aCovariateThatSaysNothingAdjustsNothing(Arms arms) {
    var c = independent(arms.c());
    var t = independent(arms.t());

    var adjusted = Covariate.adjusted(c, t, Covariate.slopeWithin(c, t), 0.95);

    assertThat(adjusted.p())
        .isCloseTo(Welch.of(arms.c(), arms.t(), 0.95).p(), withinPercentage(1e-9));
  }

  private static Covariate independent(Arm arm) {
    return new Covariate(arm.n(), arm.mean(), 3, arm.variance() * (arm.n() - 1), arm.n() * 2.0, 0);
  }

  @ParameterizedTest
  @MethodSource("arms")
  void theSquareOfThePooledZIsPearsonsChiSquare(Arms arms) {
    var nc = arms.c().n();
    var nt = arms.t().n();
    var xc = 1 + nc / 3;
    var xt = 1 + nt / 4;
    var z = new Proportions(xc, nc, xt, nt, 0.95).pooledZ();

    // in each arm successes and failures against the pooled rate
    var rate = (double) (xc + xt) / (nc + nt);
    var pearson =
        Math.pow(xc - nc * rate, 2) / (nc * rate * (1 - rate))
            + Math.pow(xt - nt * rate, 2) / (nt * rate * (1 - rate));

    assertThat(z * z).isCloseTo(pearson, within(1e-10 * (1 + pearson)));
    assertThat(new ChiSquare(1).upperTail(z * z))
        .isCloseTo(Normal.twoSided(z), withinPercentage(1e-9));
  }
}
