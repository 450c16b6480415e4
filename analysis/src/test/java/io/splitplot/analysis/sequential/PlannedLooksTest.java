package io.splitplot.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PlannedLooksTest {

  /** By exact integration elsewhere, for 14 looks and a power of 80 %. */
  @Test
  void lookingCostsWhatIsKnown() {
    assertThat(PlannedLooks.inflation(Spending.obrienFleming(), 0.05, 14, 0.8))
        .isCloseTo(1.042, within(5e-4));
    assertThat(PlannedLooks.inflation(Spending.pocock(), 0.05, 14, 0.8))
        .isCloseTo(1.258, within(5e-4));
  }

  @Test
  void oneLookCostsNothing() {
    assertThat(PlannedLooks.inflation(Spending.pocock(), 0.01, 1, 0.9)).isCloseTo(1, within(1e-8));
  }

  @Test
  void spendingAllAtOnceCostsAllThatComesAfterIt() {
    assertThat(PlannedLooks.inflation(Spending.hwangShihDeCani(500), 0.05, 20, 0.8))
        .isCloseTo(20, within(1e-3));
    assertThat(PlannedLooks.inflation(Spending.hwangShihDeCani(-500), 0.05, 20, 0.8))
        .isCloseTo(1, within(1e-3));
  }

  @Test
  void aHundredLooksAreNoTrouble() {
    assertThat(PlannedLooks.inflation(Spending.obrienFleming(), 0.05, 100, 0.8))
        .isBetween(1.04, 1.06);
  }

  @Test
  void aPowerThatIsNoneIsRefused() {
    assertThatThrownBy(() -> PlannedLooks.inflation(Spending.pocock(), 0.05, 5, 1))
        .hasMessageContaining("power");
    assertThatThrownBy(() -> PlannedLooks.inflation(Spending.pocock(), 0.05, 5, 0.02))
        .hasMessageContaining("power");
  }
}
