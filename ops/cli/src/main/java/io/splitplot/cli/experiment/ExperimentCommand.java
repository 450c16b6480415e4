package io.splitplot.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.api.ApiClient;
import io.splitplot.cli.api.RunningApi;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code splitplot experiment …}: what owners of experiments do, through the HTTP API. */
@Command(
    name = "experiment",
    description = "List, show, create, start and stop experiments.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class ExperimentCommand {
  private static final String PATH = "/v1/experiments";

  private final Session session;

  public ExperimentCommand(Session session) {
    this.session = session;
  }

  @Command(name = "list", description = "List all experiments.", mixinStandardHelpOptions = true)
  int list() {
    var experiments = RunningApi.as("editor", session).get(PATH).path("experiments");
    session.out().printf("%-32s %-10s %-10s %s%n", "experiment", "state", "unit type", "layer");
    for (var experiment : experiments) {
      session
          .out()
          .printf(
              "%-32s %-10s %-10s %s%n",
              experiment.path("key").asText(),
              experiment.path("state").asText(),
              experiment.path("unit_type").asText(),
              experiment.path("layer").asText("-"));
    }
    return 0;
  }

  @Command(
      name = "show",
      description = "Show one experiment as JSON.",
      mixinStandardHelpOptions = true)
  int show(@Parameters(paramLabel = "EXPERIMENT") String key) {
    print(RunningApi.as("editor", session).get(path(key)));
    return 0;
  }

  @Command(
      name = "create",
      description =
          "Create an experiment from a JSON or YAML file, as POST /v1/experiments takes it.",
      mixinStandardHelpOptions = true)
  int create(@Parameters(paramLabel = "FILE") Path file) {
    print(RunningApi.as("editor", session).post(PATH, document(file)));
    return 0;
  }

  @Command(name = "start", description = "Start a draft.", mixinStandardHelpOptions = true)
  int start(@Parameters(paramLabel = "EXPERIMENT") String key) {
    return change(key, "start");
  }

  @Command(
      name = "stop",
      description = "Stop a running experiment.",
      mixinStandardHelpOptions = true)
  int stop(@Parameters(paramLabel = "EXPERIMENT") String key) {
    return change(key, "stop");
  }

  private int change(String key, String step) {
    print(
        RunningApi.as("editor", session)
            .post(path(key) + "/" + step, JsonNodeFactory.instance.objectNode()));
    return 0;
  }

  private static String path(String key) {
    return PATH + "/" + ApiClient.segment(key);
  }

  /** JSON is YAML too, so one reader takes both. */
  private static JsonNode document(Path file) {
    try {
      return new YAMLMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw CliException.usage("SP-FILE-001: cannot read %s: %s".formatted(file, e.getMessage()));
    }
  }

  private void print(JsonNode json) {
    session.out().println(json.toPrettyString());
  }
}
