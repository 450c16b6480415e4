package io.splitplot.simulation;

import java.time.Duration;
import java.util.UUID;

/** Something a shopper does after the page, as the shop will report it. Money is minor EUR. */
sealed interface Action {
  /** Identifies the fact, also when it is sent twice. */
  UUID id();

  /** From the opening of the shop. */
  Duration after();

  /** Puts so many items into the cart. */
  record AddToCart(UUID id, Duration after, int items) implements Action {}

  /** Orders {@code quantity} pieces of one article for {@code amountMinor} altogether. */
  record Order(UUID id, Duration after, String order, String sku, int quantity, long amountMinor)
      implements Action {}

  /** Sends goods worth {@code amountMinor} of the order back. */
  record Return(UUID id, Duration after, String order, long amountMinor) implements Action {}
}
