package io.splitplot.analysis.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.splitplot.analysis.distribution.Beta;
import io.splitplot.analysis.distribution.Normal;
import io.splitplot.analysis.distribution.StudentT;
import io.splitplot.analysis.power.TTestPower.Units;
import org.apache.commons.math3.special.Gamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TTestPowerTest {

  @ParameterizedTest
  @CsvSource({
    "1, 0.5",
    "2, 0",
    "2, 3",
    "3, 1.5",
    "10, 2.8",
    "18, -1",
    "58, 2.8",
    "200, 4",
    "1000, 2.8"
  })
  void theIntegralIsLenthsSeries(double freedom, double noncentrality) {
    var distribution = new NoncentralT(freedom, noncentrality);
    for (var t : new double[] {0.1, 1, 1.96, 4.3, 12.7}) {
      assertThat(distribution.lowerTail(t))
          .isCloseTo(series(t, freedom, noncentrality), within(1e-12));
      assertThat(distribution.upperTail(t) + distribution.lowerTail(t)).isCloseTo(1, within(1e-12));
    }
  }

  /** R. V. Lenth, algorithm AS 243, Applied Statistics 38 (1989), for t of at least 0. */
  private static double series(double t, double freedom, double noncentrality) {
    var x = t * t / (t * t + freedom);
    var half = noncentrality * noncentrality / 2;
    var sum = Normal.cdf(-noncentrality);
    for (var j = 0; j < 400; j++) {
      var logP = -half + j * Math.log(half) - Gamma.logGamma(j + 1);
      var logQ = -half + j * Math.log(half) - Gamma.logGamma(j + 1.5) - Math.log(2) / 2;
      var p = half == 0 ? (j == 0 ? 1 : 0) : Math.exp(logP);
      var q = half == 0 ? 0 : noncentrality * Math.exp(logQ);
      sum +=
          (p * new Beta(j + 0.5, freedom / 2).cdf(x) + q * new Beta(j + 1, freedom / 2).cdf(x)) / 2;
    }
    return sum;
  }

  @Test
  void withoutEffectThePowerIsAlpha() {
    for (var n : new long[] {2, 3, 10, 1000, 1_000_000}) {
      assertThat(TTestPower.of(1, 0.05).equalVariances(0, new Units(n, n)))
          .isCloseTo(0.05, within(1e-12));
    }
    assertThat(TTestPower.of(1, 1e-6).equalVariances(0, new Units(2, 2)))
        .isCloseTo(1e-6, within(1e-14));
  }

  @Test
  void withTwoDegreesOfFreedomTheTailHasAClosedForm() {
    // S^2 is exponential: P(T > t) = Phi(d) - t / sqrt(2 + t^2) exp(-d^2 / (2 + t^2)) Phi(d t /
    // ...)
    var d = 1.3;
    var t = 4.30265;
    var share = t / Math.sqrt(2 + t * t);

    assertThat(new NoncentralT(2, d).lowerTail(t))
        .isCloseTo(
            Normal.cdf(-d) + share * Math.exp(-d * d / (2 + t * t)) * Normal.cdf(d * share),
            within(1e-13));
  }

  @Test
  void manyUnitsAreTheNormalApproximation() {
    var units = new Units(1_000_000, 1_000_000);
    var noncentrality = 0.004 / Math.sqrt(2e-6);
    var z = Normal.upperQuantile(0.025);

    assertThat(TTestPower.of(1, 0.05).welch(0.004, units))
        .isCloseTo(
            Normal.upperTail(z - noncentrality) + Normal.upperTail(z + noncentrality),
            within(1e-6));
  }

  @Test
  void fewUnitsHaveLessPowerThanTheNormalApproximationSays() {
    var power = TTestPower.of(1, 0.05).welch(1, new Units(5, 5));

    assertThat(power).isLessThan(Normal.upperTail(Normal.upperQuantile(0.025) - Math.sqrt(2.5)));
  }

  @Test
  void neitherTheSignNorTheUnitOfTheEffectMatters() {
    var units = new Units(20, 35);
    var power = new TTestPower(1, 2, 0.05).welch(1, units);

    assertThat(new TTestPower(1, 2, 0.05).welch(-1, units)).isCloseTo(power, within(1e-13));
    assertThat(new TTestPower(10, 20, 0.05).welch(10, units)).isCloseTo(power, within(1e-13));
    assertThat(new TTestPower(2, 1, 0.05).welch(1, new Units(35, 20)))
        .isCloseTo(power, within(1e-13));
  }

  @Test
  void theUnitsNeededAreJustEnough() {
    var plan = new TTestPower(1, 1.5, 0.05);
    for (var effect : new double[] {0.01, 0.3, 1, 5}) {
      var units = plan.unitsNeeded(effect, 1.5, 0.8);

      assertThat(plan.welch(effect, units)).isGreaterThanOrEqualTo(0.8);
      if (units.baseline() > 2) {
        var fewer = units.baseline() - 1;
        assertThat(plan.welch(effect, new Units(fewer, (long) Math.ceil(1.5 * fewer))))
            .isLessThan(0.8);
      }
    }
  }

  @Test
  void theCriticalValueIsStudents() {
    var critical = new StudentT(18).upperQuantile(0.025);

    assertThat(new NoncentralT(18, 0).upperTail(critical)).isCloseTo(0.025, within(1e-13));
  }

  @Test
  void whatCannotBePlannedIsRefused() {
    var plan = TTestPower.of(1, 0.05);

    assertThatThrownBy(() -> plan.welch(1, new Units(1, 5))).hasMessageContaining("2 units");
    assertThatThrownBy(() -> plan.welch(Double.NaN, new Units(5, 5)))
        .hasMessageContaining("finite");
    assertThatThrownBy(() -> plan.unitsNeeded(0, 1, 0.8)).hasMessageContaining("effect 0");
    assertThatThrownBy(() -> plan.unitsNeeded(1e-9, 1, 0.8)).hasMessageContaining("more than");
    assertThatThrownBy(() -> plan.unitsNeeded(1, 1, 0.01)).hasMessageContaining("power");
    assertThatThrownBy(() -> plan.unitsNeeded(1, 0, 0.8)).hasMessageContaining("ratio");
    assertThatThrownBy(() -> TTestPower.of(0, 0.05)).hasMessageContaining("deviations");
    assertThatThrownBy(() -> TTestPower.of(1, 0)).hasMessageContaining("alpha");
    assertThatThrownBy(() -> new TTestPower(1, 2, 0.05).equalVariances(1, new Units(5, 5)))
        .hasMessageContaining("differ");
  }
}
