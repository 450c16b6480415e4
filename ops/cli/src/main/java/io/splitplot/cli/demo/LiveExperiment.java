package io.splitplot.cli.demo;

import io.splitplot.cli.Session;
import io.splitplot.cli.Steps;
import io.splitplot.cli.api.ApiClient;
import io.splitplot.cli.installation.Installation;
import io.splitplot.simulation.Endpoint;
import io.splitplot.simulation.Shop;
import io.splitplot.simulation.ShopRequest;
import io.splitplot.simulation.ShopResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** A live experiment: made through the API, then visited by simulated shoppers. */
final class LiveExperiment {
  static final String KEY = "green-button";

  /** The same people come at each start, so a start after a crash completes what was cut off. */
  private static final long SEED = 20_261_124;

  private final Path folder;
  private final int shoppers;
  private final Installation installation;
  private final Session session;

  LiveExperiment(Path folder, int shoppers, Installation installation, Session session) {
    this.folder = folder;
    this.shoppers = shoppers;
    this.installation = installation;
    this.session = session;
  }

  /** True when every check of the simulated shop holds. */
  boolean run(Steps steps) {
    var endpoints = installation.endpoints();
    var bodies = new Bodies(folder, new ApiClient(endpoints.api(), endpoints.key("editor")));
    steps.run("create the live experiment " + KEY, () -> bodies.createAndStart(KEY));
    var request =
        new ShopRequest(
            endpoints.api(),
            endpoints.key("client"),
            KEY,
            SEED,
            shoppers,
            Instant.parse(bodies.experiment(KEY).path("started_at").asText()));
    var result =
        steps.step(
            "send %,d shoppers through the API".formatted(shoppers), () -> visit(request, steps));
    tell(result);
    return result.violations().findAny().isEmpty();
  }

  private static ShopResult visit(ShopRequest request, Steps steps) {
    var result = new AtomicReference<ShopResult>();
    Waiting.on(() ->
        result.set(
            Shop.run(
                request,
                progress ->
                    steps.progress(
                        "%,d of %,d shoppers".formatted(progress.done(), progress.shoppers())))));
    return result.get();
  }

  private void tell(ShopResult result) {
    var latencies = result.latenciesOf(Endpoint.ASSIGNMENTS);
    session
        .err()
        .printf(
            "    %,d facts stored, %,d were stored before; assignments answered in"
                + " p50 %s, p99 %s, p99.9 %s%n",
            result.accepted(),
            result.duplicates(),
            milliseconds(latencies.p50()),
            milliseconds(latencies.p99()),
            milliseconds(latencies.p999()));
    result.violations().forEach(violation -> session.err().println("  ✗ " + violation));
  }

  private static String milliseconds(Duration duration) {
    return "%.1f ms".formatted(duration.toNanos() / 1e6);
  }
}
