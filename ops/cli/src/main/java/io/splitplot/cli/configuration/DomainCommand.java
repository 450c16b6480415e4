package io.splitplot.cli.configuration;

import io.splitplot.cli.Session;
import java.math.BigDecimal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code splitplot domain …}: parts of a layer's traffic that have layers of their own. */
@Command(
    name = "domain",
    description = "List, create and end nested domains.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class DomainCommand {
  private final ApiCollection domains;

  public DomainCommand(Session session) {
    this.domains = new ApiCollection(session, "/v1/domains", "domains");
  }

  @Command(name = "list", description = "List all domains.", mixinStandardHelpOptions = true)
  int list() {
    return domains.list("key", "unit_type", "layer", "traffic", "ended_at");
  }

  @Command(
      name = "create",
      description = "Give a share of a layer to a domain; layers can then be created in it.",
      mixinStandardHelpOptions = true)
  int create(
      @Parameters(paramLabel = "DOMAIN") String key,
      @Option(names = "--layer", required = true, description = "The layer it is nested in")
          String layer,
      @Option(names = "--traffic", required = true, description = "Share of the layer, up to 1")
          BigDecimal traffic) {
    return domains.create(
        ApiCollection.object().put("key", key).put("layer", layer).put("traffic", traffic));
  }

  @Command(
      name = "end",
      description = "End a domain in which no experiment is in force.",
      mixinStandardHelpOptions = true)
  int end(@Parameters(paramLabel = "DOMAIN") String key) {
    return domains.end(key);
  }
}
