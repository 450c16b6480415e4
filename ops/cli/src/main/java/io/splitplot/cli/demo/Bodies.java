package io.splitplot.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.splitplot.cli.CliException;
import io.splitplot.cli.api.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of request bodies, sent to the API; what exists already is left as it is. */
final class Bodies {
  private final Path folder;
  private final ApiClient api;

  Bodies(Path folder, ApiClient api) {
    this.folder = folder;
    this.api = api;
  }

  /** Layer, metrics and experiment, in force afterwards. */
  void createAndStart(String experiment) {
    if (Files.exists(folder.resolve("layer.json"))) {
      api.create("/v1/layers", read("layer.json"));
    }
    for (var metric : read("metrics.json")) {
      api.create("/v1/metrics", metric);
    }
    api.create("/v1/experiments", read("experiment.json"));
    if (experiment(experiment).path("state").asText().equals("draft")) {
      api.post(path(experiment) + "/start", JsonNodeFactory.instance.objectNode());
    }
  }

  JsonNode experiment(String key) {
    return api.get(path(key));
  }

  private static String path(String experiment) {
    return "/v1/experiments/" + ApiClient.segment(experiment);
  }

  private JsonNode read(String name) {
    var file = folder.resolve(name);
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw CliException.failed("SP-DEMO-002: cannot read %s: %s".formatted(file, e), e);
    }
  }
}
