package io.splitplot.cli.configuration;

import io.splitplot.cli.Session;
import io.splitplot.cli.api.ApiClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code splitplot force …}: units that get a named variant for quality assurance. */
@Command(
    name = "force",
    description = "List, set and end forced variants.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class ForceCommand {
  private final Session session;

  public ForceCommand(Session session) {
    this.session = session;
  }

  @Command(
      name = "list",
      description = "List the units of an experiment that are forced.",
      mixinStandardHelpOptions = true)
  int list(@Parameters(paramLabel = "EXPERIMENT") String experiment) {
    return of(experiment).list("unit", "variant", "since");
  }

  @Command(
      name = "set",
      description = "Give a unit a variant, whatever else holds for it.",
      mixinStandardHelpOptions = true)
  int set(
      @Parameters(index = "0", paramLabel = "EXPERIMENT") String experiment,
      @Parameters(index = "1", paramLabel = "UNIT_ID") String unit,
      @Parameters(index = "2", paramLabel = "VARIANT") String variant) {
    return of(experiment).create(ApiCollection.object().put("unit", unit).put("variant", variant));
  }

  @Command(
      name = "end",
      description = "Let a unit get what others get.",
      mixinStandardHelpOptions = true)
  int end(
      @Parameters(index = "0", paramLabel = "EXPERIMENT") String experiment,
      @Parameters(index = "1", paramLabel = "UNIT_ID") String unit) {
    return of(experiment).delete(unit);
  }

  private ApiCollection of(String experiment) {
    var path = "/v1/experiments/%s/forced-variants".formatted(ApiClient.segment(experiment));
    return new ApiCollection(session, path, "forced_variants");
  }
}
