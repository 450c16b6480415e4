package io.splitplot.simulation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A model that no shop can follow is refused with the name of what is wrong. */
class ShopModelTest {
  @Test
  void aShareBeyondOneIsRefused() {
    assertThatThrownBy(() -> model(1.2, Map.of()))
        .hasMessage("shop model: addToCartShare must be from 0 to 1, not 1.2");
  }

  @Test
  void anEffectThatLiftsAShareBeyondOneIsRefused() {
    assertThatThrownBy(() -> model(0.8, Map.of("green", new ShopModel.Effect(0.5, 0))))
        .hasMessageStartingWith("shop model: addToCartShare under green must be from 0 to 1");
  }

  private static ShopModel model(double addToCartShare, Map<String, ShopModel.Effect> effects) {
    return new ShopModel(
        Duration.ofDays(1),
        1,
        0,
        addToCartShare,
        0.5,
        new ShopModel.OrderValue(4_500, 0.6),
        0,
        effects);
  }
}
