package io.splitplot.cli.configuration;

import io.splitplot.cli.Session;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code splitplot holdout …}: units that no experiment touches which starts from now on. */
@Command(
    name = "holdout",
    description = "List, create and end holdouts.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class HoldoutCommand {
  private final ApiCollection holdouts;

  public HoldoutCommand(Session session) {
    this.holdouts = new ApiCollection(session, "/v1/holdouts", "holdouts");
  }

  @Command(name = "list", description = "List all holdouts.", mixinStandardHelpOptions = true)
  int list() {
    return holdouts.list("key", "unit_type", "domain", "layer", "traffic", "ended_at");
  }

  @Command(
      name = "create",
      description = {
        "Hold a share of units back from all experiments of a domain that start from now on.",
        "Without --layer it takes no traffic from any layer of experiments."
      },
      mixinStandardHelpOptions = true)
  int create(
      @Parameters(paramLabel = "HOLDOUT") String key,
      @Option(names = "--traffic", required = true, description = "Share of the units, up to 1")
          BigDecimal traffic,
      @Option(names = "--unit-type", description = "Needed for the domain root")
          @Nullable String unitType,
      @Option(names = "--domain", description = "Whose experiments (default: root)")
          @Nullable String domain,
      @Option(names = "--layer", description = "A layer whose buckets it takes instead")
          @Nullable String layer) {
    return holdouts.create(
        ApiCollection.object()
            .put("key", key)
            .put("traffic", traffic)
            .put("unit_type", unitType)
            .put("domain", domain)
            .put("layer", layer));
  }

  @Command(
      name = "end",
      description = "End a holdout; phases that are in force keep to it until they end.",
      mixinStandardHelpOptions = true)
  int end(@Parameters(paramLabel = "HOLDOUT") String key) {
    return holdouts.end(key);
  }
}
