package io.splitplot.simulation.system;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Makes experiments through the API, as an editor. */
public final class Experiments implements AutoCloseable {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

  private final HttpConnection connection;
  private final String key;

  /** The key has the role editor. */
  public Experiments(URI server, String key) {
    this.connection = new HttpConnection(server, ANSWER_MAX);
    this.key = key;
  }

  /** Declares a metric. */
  public void declareMetric(String document) throws IOException {
    post("/v1/metrics", document);
  }

  /**
   * Starts one with two equal variants, a and b, for all units of a type.
   *
   * @param metrics what it measures, all of it as primary metrics
   */
  public void start(String experiment, String unitType, List<String> metrics) throws IOException {
    var uses =
        metrics.stream()
            .map("{\"metric\": \"%s\", \"role\": \"primary\"}"::formatted)
            .collect(Collectors.joining(", ", "[", "]"));
    post(
        "/v1/layers",
        """
        {"key": "%1$s", "domain": "root", "unit_type": "%2$s", "parameters": ["%1$s"]}
        """
            .formatted(experiment, unitType));
    post(
        "/v1/experiments",
        """
        {"key": "%1$s", "layer": "%1$s", "unit_type": "%2$s", "traffic": 1,
         "hypothesis": "Nothing gets lost", "metrics": %3$s,
         "variants": [
           {"key": "a", "weight": 0.5, "control": true, "parameters": {"%1$s": "a"}},
           {"key": "b", "weight": 0.5, "parameters": {"%1$s": "b"}}]}
        """
            .formatted(experiment, unitType, uses));
    post("/v1/experiments/" + experiment + "/start", "{}");
  }

  private void post(String path, String body) throws IOException {
    var answer = connection.post(path, key, body.getBytes(StandardCharsets.UTF_8));
    if (!answer.isSuccess()) {
      throw new IllegalStateException("POST %s: %s".formatted(path, answer.text()));
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
