package io.splitplot.simulation;

import java.time.InstantSource;
import java.util.EnumMap;
import java.util.function.Consumer;

/** One day of a simulated shop, from its model to the verdicts. */
public final class Shop {
  private Shop() {}

  /**
   * Sends the standard shop's people through the API and judges what came back.
   *
   * <p>Never throws for what the server does: refusals and silence are in the result's checks.
   *
   * @param progress told after each group of shoppers, on the caller's thread
   * @throws InterruptedException when the caller is interrupted; the shop closes at once
   */
  public static ShopResult run(ShopRequest request, Consumer<Progress> progress)
      throws InterruptedException {
    return run(request, ShopModel.standard(), Retry.STANDARD, InstantSource.system(), progress);
  }

  static ShopResult run(
      ShopRequest request,
      ShopModel model,
      Retry retry,
      InstantSource clock,
      Consumer<Progress> progress)
      throws InterruptedException {
    var history = new History();
    try (var api = new ApiClient(request.baseUri(), request.clientKey(), retry, history)) {
      var generator = new Generator(model, request);
      new Runner(request, generator, clock, api, history).run(progress);
    }
    return result(request, history);
  }

  private static ShopResult result(ShopRequest request, History history) {
    var latencies = new EnumMap<Endpoint, Latencies>(Endpoint.class);
    for (var endpoint : Endpoint.values()) {
      latencies.put(endpoint, history.latencies(endpoint));
    }
    return new ShopResult(
        request.shoppers(),
        history.exposedByVariant(),
        history.tally(Endpoint.EXPOSURES),
        history.tally(Endpoint.EVENTS),
        latencies,
        Check.all(history));
  }
}
