package io.splitplot.analysis.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

/** What must hold between the distributions, without reference numbers. */
class DistributionTest {

  @Test
  void quantilesInvertTails() {
    for (var q : new double[] {1e-300, 1e-100, 1e-12, 0.025, 0.3, 0.49999, 0.7, 0.999}) {
      assertThat(Normal.upperTail(Normal.upperQuantile(q))).isCloseTo(q, withinPercentage(1e-10));
      for (var df : new double[] {1, 2.5, 30, 99_999, 100_001, 1e9}) {
        var t = new StudentT(df);
        assertThat(t.upperTail(t.upperQuantile(q))).isCloseTo(q, withinPercentage(1e-8));
        var chi = new ChiSquare(Math.min(df, 1e5));
        assertThat(chi.upperTail(chi.upperQuantile(q))).isCloseTo(q, withinPercentage(1e-7));
      }
    }
    assertThat(Normal.logUpperTail(Normal.upperQuantileOfLog(-1e6))).isCloseTo(-1e6, within(1e-6));
  }

  @Test
  void theSquareOfANormalIsChiSquare() {
    for (var z : new double[] {1e-5, 0.5, 1.96, 8, 37}) {
      assertThat(new ChiSquare(1).logUpperTail(z * z))
          .isCloseTo(Normal.logTwoSided(z), within(1e-12 * (1 + z * z)));
    }
  }

  @Test
  void oneDegreeOfFreedomIsCauchyAndManyAreNormal() {
    assertThat(new StudentT(1).upperTail(3)).isCloseTo(Math.atan2(1, 3) / Math.PI, within(1e-16));
    assertThat(new StudentT(1e15).logTwoSided(5)).isCloseTo(Normal.logTwoSided(5), within(1e-12));
  }

  @Test
  void theTwoFormulasForTAgreeWhereOneTakesOver() {
    for (var t : new double[] {0.01, 1, 3, 10, 25}) {
      assertThat(new StudentT(99_999.999_999_9).logTwoSided(t))
          .isCloseTo(new StudentT(100_000).logTwoSided(t), within(1e-11 * (1 + t * t)));
    }
  }

  @Test
  void aBetaWithOneIsAPower() {
    assertThat(new Beta(7, 1).cdf(0.3)).isCloseTo(Math.pow(0.3, 7), withinPercentage(1e-11));
    assertThat(new Beta(1, 7).upperTail(0.3)).isCloseTo(Math.pow(0.7, 7), within(1e-15));
    assertThat(new Beta(3, 3).quantile(0.5)).isCloseTo(0.5, within(1e-14));
  }

  @Test
  void endsAreExact() {
    assertThat(new Beta(2, 3).cdf(0)).isZero();
    assertThat(new Beta(2, 3).cdf(1)).isEqualTo(1);
    assertThat(new ChiSquare(3).upperTail(0)).isEqualTo(1);
    assertThat(new ChiSquare(3).upperTail(Double.POSITIVE_INFINITY)).isZero();
    assertThat(new StudentT(3).upperTail(Double.POSITIVE_INFINITY)).isZero();
    assertThat(new StudentT(3).cdf(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(Normal.cdf(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(Normal.quantile(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(new StudentT(5).upperQuantile(0.5)).isZero();
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> Normal.quantile(1.1)).hasMessageContaining("1.1");
    assertThatThrownBy(() -> Normal.cdf(Double.NaN)).hasMessageContaining("not a number");
    assertThatThrownBy(() -> Normal.upperQuantileOfLog(1)).hasMessageContaining("at most 0");
    assertThatThrownBy(() -> new StudentT(0)).hasMessageContaining("positive");
    assertThatThrownBy(() -> new StudentT(1).upperQuantile(0)).hasMessageContaining("within");
    assertThatThrownBy(() -> new StudentT(1).cdf(Double.NaN)).hasMessageContaining("not a number");
    assertThatThrownBy(() -> new ChiSquare(1).cdf(-1)).hasMessageContaining("at least 0");
    assertThatThrownBy(() -> new Beta(1, 0)).hasMessageContaining("positive");
    assertThatThrownBy(() -> new Beta(1, 1).cdf(2)).hasMessageContaining("between 0 and 1");
  }
}
