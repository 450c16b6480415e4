package io.splitplot.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.api.ApiClient;
import io.splitplot.cli.api.RunningApi;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code splitplot experiment …}: what owners of experiments do, through the HTTP API. */
@Command(
    name = "experiment",
    description = "List, show, create and change experiments, and take them through their life.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class ExperimentCommand {
  private static final String PATH = "/v1/experiments";

  private final Session session;

  public ExperimentCommand(Session session) {
    this.session = session;
  }

  @Command(name = "list", description = "List all experiments.", mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--archived", description = "Those that are archived too.") boolean archived,
      @Option(names = "--json", description = "Print them as JSON.") boolean isJson) {
    var api = RunningApi.as("editor", session);
    var experiments = JsonNodeFactory.instance.arrayNode();
    for (var after = ""; after != null; ) {
      var page = api.get(PATH + "?archived=%s&after=%s".formatted(archived, after));
      page.path("experiments").forEach(experiments::add);
      after = page.path("next").textValue();
    }
    if (isJson) {
      print(experiments);
      return 0;
    }
    session.out().printf("%-32s %-10s %-10s %s%n", "experiment", "state", "unit type", "layer");
    for (var experiment : experiments) {
      session
          .out()
          .printf(
              "%-32s %-10s %-10s %s%n",
              experiment.path("key").asText(),
              experiment.path("archived_at").isNull()
                  ? experiment.path("state").asText()
                  : "archived",
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

  @Command(
      name = "change",
      description = {
        "Change an experiment: by a JSON or YAML file, as PATCH /v1/experiments/{key} takes it, by"
            + " options, or both.",
        "A running one begins another phase."
      },
      mixinStandardHelpOptions = true)
  int change(
      @Parameters(index = "0", paramLabel = "EXPERIMENT") String key,
      @Parameters(index = "1", paramLabel = "FILE", arity = "0..1") @Nullable Path file,
      @Mixin ChangeOptions options,
      @Mixin Why why) {
    var change = file == null ? JsonNodeFactory.instance.objectNode() : fields(file);
    return send("PATCH", path(key), options.in(change), why);
  }

  @Command(name = "start", description = "Start a draft.", mixinStandardHelpOptions = true)
  int start(@Parameters(paramLabel = "EXPERIMENT") String key, @Mixin Why why) {
    return step(key, "start", why);
  }

  @Command(
      name = "ramp",
      description = "Give a running experiment, or a launch, more or less traffic.",
      mixinStandardHelpOptions = true)
  int ramp(
      @Parameters(paramLabel = "EXPERIMENT") String key,
      @Option(
              names = "--traffic",
              required = true,
              description = "Share of the layer, from 0 to 1.")
          BigDecimal traffic,
      @Mixin Why why) {
    return step(key, "ramp", JsonNodeFactory.instance.objectNode().put("traffic", traffic), why);
  }

  @Command(
      name = "pause",
      description = "Pause a running experiment; nobody enters any more.",
      mixinStandardHelpOptions = true)
  int pause(
      @Parameters(paramLabel = "EXPERIMENT") String key,
      @Option(
              names = "--show",
              defaultValue = "control",
              description = "What its units see: control (the default) or variant.")
          String show,
      @Mixin Why why) {
    return step(key, "pause", JsonNodeFactory.instance.objectNode().put("show", show), why);
  }

  @Command(
      name = "resume",
      description = "Let a paused experiment go on as before.",
      mixinStandardHelpOptions = true)
  int resume(@Parameters(paramLabel = "EXPERIMENT") String key, @Mixin Why why) {
    return step(key, "resume", why);
  }

  @Command(
      name = "stop",
      description = "Stop a running or paused experiment.",
      mixinStandardHelpOptions = true)
  int stop(@Parameters(paramLabel = "EXPERIMENT") String key, @Mixin Why why) {
    return step(key, "stop", why);
  }

  @Command(
      name = "conclude",
      description = "Record what is decided about a stopped experiment; --reason is required.",
      mixinStandardHelpOptions = true)
  int conclude(
      @Parameters(index = "0", paramLabel = "EXPERIMENT") String key,
      @Parameters(
              index = "1",
              paramLabel = "DECISION",
              description = "ship, keep_control or inconclusive")
          String decision,
      @Option(names = "--variant", description = "What ships.") @Nullable String variant,
      @Option(names = "--roll-out", description = "Share of the layer that sees it from now on.")
          @Nullable BigDecimal rollOut,
      @Mixin Why why) {
    var body = JsonNodeFactory.instance.objectNode().put("decision", decision);
    if (variant != null) {
      body.put("variant", variant);
    }
    if (rollOut != null) {
      body.put("roll_out", rollOut);
    }
    return step(key, "conclude", body, why);
  }

  @Command(
      name = "archive",
      description = "Keep an experiment for its records only; ends its launch.",
      mixinStandardHelpOptions = true)
  int archive(@Parameters(paramLabel = "EXPERIMENT") String key, @Mixin Why why) {
    return step(key, "archive", why);
  }

  private int step(String key, String step, Why why) {
    return step(key, step, JsonNodeFactory.instance.objectNode(), why);
  }

  private int step(String key, String step, ObjectNode body, Why why) {
    return send("POST", path(key) + "/" + step, body, why);
  }

  private int send(String method, String path, ObjectNode body, Why why) {
    print(RunningApi.as("editor", session).send(method, path, why.in(body), why.version()));
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

  private static ObjectNode fields(Path file) {
    if (document(file) instanceof ObjectNode fields) {
      return fields;
    }
    throw CliException.usage("SP-FILE-002: %s is no object of fields".formatted(file));
  }

  private void print(JsonNode json) {
    session.out().println(json.toPrettyString());
  }
}
