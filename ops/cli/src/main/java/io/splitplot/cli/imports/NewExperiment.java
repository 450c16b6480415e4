package io.splitplot.cli.imports;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.cli.CliException;
import io.splitplot.cli.api.ApiClient;
import java.math.BigDecimal;
import java.util.Locale;

/** Makes an external experiment that fits files: their variants, and a metric for each outcome. */
final class NewExperiment {
  private static final int PPM = 1_000_000;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String key;
  private final String control;
  private final ScannedFiles files;

  NewExperiment(String key, String control, ScannedFiles files) {
    this.key = key;
    this.control = control;
    this.files = files;
    if (!files.variants().contains(control)) {
      throw CliException.usage(
          "SP-IMPORT-CLI-005: --control: no exposure has the variant %s; the files have %s"
              .formatted(control, String.join(", ", files.variants())));
    }
  }

  /** What exists already stays as it is. */
  void createAndStart(ApiClient api) {
    files
        .outcomes()
        .forEach((event, isProportion) -> api.create("/v1/metrics", metric(event, isProportion)));
    api.create("/v1/experiments", experiment());
    change(api, "draft", "start");
  }

  /** With its data complete the report may decide. */
  void stop(ApiClient api) {
    change(api, "running", "stop");
  }

  private void change(ApiClient api, String from, String step) {
    var path = "/v1/experiments/" + ApiClient.segment(key);
    if (api.get(path).path("state").asText().equals(from)) {
      api.post(path + "/" + step, JSON.objectNode());
    }
  }

  private ObjectNode metric(String event, boolean isProportion) {
    var metric = JSON.objectNode();
    metric.put("key", metricKey(event));
    metric.put("kind", isProportion ? "proportion" : "mean");
    metric.put("event", event);
    metric.put("direction", "increase");
    files.covariates().stream().findFirst().ifPresent(name -> metric.put("covariate", name));
    return metric;
  }

  /** Keys are lower case words; a column may be named anything. */
  private static String metricKey(String event) {
    return event.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_.-]", "-");
  }

  private ObjectNode experiment() {
    var experiment = JSON.objectNode();
    experiment.put("key", key);
    experiment.put("assignment", "external");
    experiment.put("unit_type", "user");
    var variants = experiment.putArray("variants");
    var rest = PPM;
    var left = files.variants().size();
    for (var variant : files.variants()) {
      // Equal shares; what does not divide evenly goes to the first ones.
      var share = (rest + left - 1) / left;
      rest -= share;
      left--;
      variants
          .addObject()
          .put("key", variant)
          .put("weight", BigDecimal.valueOf(share, 6))
          .put("control", variant.equals(control));
    }
    var metrics = experiment.putArray("metrics");
    files
        .outcomes()
        .keySet()
        .forEach(e -> metrics.addObject().put("metric", metricKey(e)).put("role", "primary"));
    experiment.putObject("method").put("kind", "fixed_horizon").put("alpha", 0.05);
    return experiment;
  }
}
