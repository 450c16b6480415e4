package io.splitplot.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.api.ApiClient;
import io.splitplot.cli.api.RunningApi;
import io.splitplot.cli.ramp.RampSteps;
import io.splitplot.cli.ramp.RampText;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
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
      description = {
        "Raise the traffic of a running experiment in steps, each held for a time and left when"
            + " nothing speaks against it.",
        "With --traffic: give it, or a launch, more or less traffic by hand."
      },
      mixinStandardHelpOptions = true)
  int ramp(
      @Parameters(paramLabel = "EXPERIMENT") String key,
      @Option(names = "--traffic", description = "Share of the layer, from 0 to 1.")
          @Nullable BigDecimal traffic,
      @Mixin RampSteps steps,
      @Mixin Why why) {
    if (steps.isGiven() == (traffic != null)) {
      throw CliException.usage("SP-RAMP-003: give either --steps or --traffic");
    }
    var body = JsonNodeFactory.instance.objectNode();
    return step(key, "ramp", traffic == null ? steps.in(body) : body.put("traffic", traffic), why);
  }

  @Command(
      name = "ramp-status",
      description = "Show where a ramp is, what it waits for, what was done and why.",
      mixinStandardHelpOptions = true)
  int rampStatus(
      @Parameters(paramLabel = "EXPERIMENT") String key,
      @Option(names = "--json", description = "Print it as JSON.") boolean isJson) {
    var ramp = RunningApi.as("editor", session).get(path(key) + "/ramp");
    session.out().print(isJson ? ramp.toPrettyString() + "\n" : RampText.render(ramp));
    return 0;
  }

  @Command(
      name = "ramp-advance",
      description = "Begin the next step of a ramp now; --reason is required.",
      mixinStandardHelpOptions = true)
  int rampAdvance(@Parameters(paramLabel = "EXPERIMENT") String key, @Mixin Why why) {
    return step(key, "ramp/advance", why);
  }

  @Command(
      name = "ramp-hold",
      description = "Hold a running ramp; --reason is required.",
      mixinStandardHelpOptions = true)
  int rampHold(@Parameters(paramLabel = "EXPERIMENT") String key, @Mixin Why why) {
    return step(key, "ramp/hold", why);
  }

  @Command(
      name = "ramp-resume",
      description = "Let a ramp that holds go on; --reason is required.",
      mixinStandardHelpOptions = true)
  int rampResume(
      @Parameters(paramLabel = "EXPERIMENT") String key,
      @Option(
              names = "--waive",
              split = ",",
              description = "Guardrails, or sample_ratio, that no longer count.")
          @Nullable List<String> waived,
      @Mixin Why why) {
    var body = JsonNodeFactory.instance.objectNode();
    if (waived != null) {
      waived.forEach(body.putArray("waive")::add);
    }
    return step(key, "ramp/resume", body, why);
  }

  @Command(
      name = "ramp-roll-back",
      description = "Lower the traffic again and end the ramp; --reason is required.",
      mixinStandardHelpOptions = true)
  int rampRollBack(
      @Parameters(paramLabel = "EXPERIMENT") String key,
      @Option(names = "--traffic", description = "The traffic then (default: as the step says).")
          @Nullable BigDecimal traffic,
      @Mixin Why why) {
    var body = JsonNodeFactory.instance.objectNode();
    return step(key, "ramp/roll-back", traffic == null ? body : body.put("traffic", traffic), why);
  }

  @Command(
      name = "ramp-cancel",
      description = "End a ramp; the traffic stays; --reason is required.",
      mixinStandardHelpOptions = true)
  int rampCancel(@Parameters(paramLabel = "EXPERIMENT") String key, @Mixin Why why) {
    return step(key, "ramp/cancel", why);
  }

  @Command(
      name = "kill",
      description = "Show everybody the control, at once, and end the ramp; --reason is required.",
      mixinStandardHelpOptions = true)
  int kill(@Parameters(paramLabel = "EXPERIMENT") String key, @Mixin Why why) {
    return step(key, "kill", why);
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
