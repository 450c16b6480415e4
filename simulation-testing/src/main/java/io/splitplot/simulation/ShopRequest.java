package io.splitplot.simulation;

import java.net.URI;
import java.time.Instant;

/**
 * Where a shop sends its shoppers.
 *
 * @param baseUri address of the API
 * @param clientKey a key with the role client
 * @param experiment key of the experiment
 * @param seed decides who the shoppers are; the same seed sends the same facts again
 * @param shoppers how many
 * @param startedAt when the experiment started by its own clock: no fact is dated earlier, however
 *     late this machine's clock is
 */
public record ShopRequest(
    URI baseUri, String clientKey, String experiment, long seed, int shoppers, Instant startedAt) {
  /** Refuses a day without shoppers. */
  public ShopRequest {
    if (shoppers <= 0) {
      throw new IllegalArgumentException("shoppers must be positive, not " + shoppers);
    }
  }
}
