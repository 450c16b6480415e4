package io.splitplot.analysis.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KolmogorovTest {

  @ParameterizedTest
  @ValueSource(doubles = {0.500001, 0.6, 0.75, 0.9, 0.999999})
  void oneAndTwoValuesHaveAClosedForm(double d) {
    assertThat(new Kolmogorov(d, 1).pValue()).isCloseTo(2 * (1 - d), within(1e-14));
    assertThat(new Kolmogorov(d, 2).pValue()).isCloseTo(2 * (1 - d) * (1 - d), within(1e-14));
  }

  @Test
  void betweenAQuarterAndAHalfTwoValuesHaveAnother() {
    // both values must be within d of their quarter: P(D < d) = 2 (2d - 1/2)^2
    assertThat(new Kolmogorov(0.4, 2).pValue()).isCloseTo(1 - 2 * 0.3 * 0.3, within(1e-14));
  }

  @Test
  void theSmallestPossibleDistanceIsNoEvidence() {
    assertThat(Kolmogorov.uniform(0.125, 0.375, 0.625, 0.875).statistic()).isEqualTo(0.125);
    assertThat(new Kolmogorov(0.125, 4).pValue()).isEqualTo(1);
  }

  @Test
  void turningTheIntervalAroundChangesNothing() {
    var values = new SplittableRandom(3).doubles(500).toArray();
    var turned = Arrays.stream(values).map(value -> 1 - value).toArray();

    assertThat(Kolmogorov.uniform(turned).statistic())
        .isCloseTo(Kolmogorov.uniform(values).statistic(), within(1e-15));
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 500, 5000, 50_000})
  void theMethodsMeetWhereOneTakesOver(int size) {
    var border = Math.sqrt(3.6 / size);

    var before = new Kolmogorov(border * (1 - 1e-12), size).pValue();
    var after = new Kolmogorov(border * (1 + 1e-12), size).pValue();

    assertThat(before).isCloseTo(after, withinPercentage(1e-6));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.6, 1, 1.4, 1.8})
  void theExpansionContinuesTheExactProbability(double x) {
    // from one size to the next p moves by the derivative of its first correction only
    var exact = new Kolmogorov(x / Math.sqrt(19_999), 19_999).pValue();
    var expanded = new Kolmogorov(x / Math.sqrt(20_000), 20_000).pValue();
    var limit = new Kolmogorov(x / Math.sqrt(20_000), 20_000).asymptoticPValue();

    assertThat(expanded - exact).isCloseTo((limit - exact) / 40_000, within(5e-10));
  }

  @Test
  void theFarTailIsNotLost() {
    var p = new Kolmogorov(0.2, 2000).pValue();

    // bounded by 2 exp(-2 n d^2), and of that order
    assertThat(Math.log(p)).isBetween(-165.0, Math.log(2) - 160);
    assertThat(new Kolmogorov(1, 5).pValue()).isZero();
  }

  @Test
  void whatIsNoSampleOfTheIntervalIsRefused() {
    assertThatThrownBy(Kolmogorov::uniform).hasMessageContaining("at least one");
    assertThatThrownBy(() -> Kolmogorov.uniform(0.5, 1.5)).hasMessageContaining("within 0 and 1");
    assertThatThrownBy(() -> Kolmogorov.uniform(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Kolmogorov(0, 5)).hasMessageContaining("D is above 0");
  }
}
