package io.splitplot.cli.configuration;

import io.splitplot.cli.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code splitplot attribute …}: the types that attributes are declared with. */
@Command(
    name = "attribute",
    description = "List and declare attributes.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class AttributeCommand {
  private final ApiCollection attributes;

  public AttributeCommand(Session session) {
    this.attributes = new ApiCollection(session, "/v1/attributes", "attributes");
  }

  @Command(
      name = "list",
      description = "List all attributes that are declared.",
      mixinStandardHelpOptions = true)
  int list() {
    return attributes.list("name", "type", "description");
  }

  @Command(
      name = "declare",
      description = "Say what type an attribute has; conditions are held to it.",
      mixinStandardHelpOptions = true)
  int declare(
      @Parameters(index = "0", paramLabel = "NAME") String name,
      @Parameters(
              index = "1",
              paramLabel = "TYPE",
              description = "string, number, boolean, version, string_list or number_list")
          String type,
      @Option(names = "--description", description = "What it says about a unit")
          @Nullable String description) {
    return attributes.create(
        ApiCollection.object().put("name", name).put("type", type).put("description", description));
  }
}
