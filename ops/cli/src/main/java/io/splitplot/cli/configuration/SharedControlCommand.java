package io.splitplot.cli.configuration;

import io.splitplot.cli.Session;
import java.math.BigDecimal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code splitplot shared-control …}: traffic that is the control of several experiments. */
@Command(
    name = "shared-control",
    description = "List, create and end shared controls.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class SharedControlCommand {
  private final ApiCollection controls;

  public SharedControlCommand(Session session) {
    this.controls = new ApiCollection(session, "/v1/shared-controls", "shared_controls");
  }

  @Command(
      name = "list",
      description = "List all shared controls.",
      mixinStandardHelpOptions = true)
  int list() {
    return controls.list("key", "layer", "traffic", "experiments", "ended_at");
  }

  @Command(
      name = "create",
      description = "Give a share of a layer to a control that several experiments can name.",
      mixinStandardHelpOptions = true)
  int create(
      @Parameters(paramLabel = "SHARED_CONTROL") String key,
      @Option(names = "--layer", required = true, description = "The layer of the experiments")
          String layer,
      @Option(names = "--traffic", required = true, description = "Share of the layer, up to 1")
          BigDecimal traffic,
      @Option(
              names = "--parameters",
              defaultValue = "{}",
              description = "What its units see, as JSON (default: {})")
          String parameters) {
    return controls.create(
        ApiCollection.object()
            .put("key", key)
            .put("layer", layer)
            .put("traffic", traffic)
            .set("parameters", ApiCollection.json(parameters)));
  }

  @Command(
      name = "end",
      description = "End a shared control that no experiment in force uses.",
      mixinStandardHelpOptions = true)
  int end(@Parameters(paramLabel = "SHARED_CONTROL") String key) {
    return controls.end(key);
  }
}
