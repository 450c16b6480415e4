package io.splitplot.cli.configuration;

import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.api.RunningApi;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code splitplot facts …}: how facts are taken and kept, and what events may be named. */
@Command(
    name = "facts",
    description = "Read and change how facts are taken and kept, and the names of events.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class FactsCommand {
  private static final String SETTINGS = "/v1/fact-settings";

  private final Session session;
  private final ApiCollection names;

  public FactsCommand(Session session) {
    this.session = session;
    this.names = new ApiCollection(session, "/v1/event-names", "event_names");
  }

  @Command(
      name = "settings",
      description = "Print the settings: bounds of times, and for how long things are kept.",
      mixinStandardHelpOptions = true)
  int settings() {
    session.out().println(RunningApi.as("admin", session).get(SETTINGS).toPrettyString());
    return 0;
  }

  @Command(
      name = "set",
      description = "Change settings, as past_max=P30D ids_kept=P32D; facts_kept= is for ever.",
      mixinStandardHelpOptions = true)
  int set(@Parameters(paramLabel = "NAME=VALUE", arity = "1..*") Map<String, String> changes) {
    var change = ApiCollection.object();
    changes.forEach((name, value) -> {
      if (name.equals("days_ahead")) {
        change.put(name, wholeNumber(value));
      } else {
        change.put(name, value.isEmpty() ? null : value);
      }
    });
    session
        .out()
        .println(
            RunningApi.as("admin", session).send("PATCH", SETTINGS, change, null).toPrettyString());
    return 0;
  }

  @Command(
      name = "names",
      description = "List the names that events may have where unknown ones are refused.",
      mixinStandardHelpOptions = true)
  int names() {
    return names.list("name", "created_at");
  }

  @Command(
      name = "add-name",
      description = "Make a name of events known.",
      mixinStandardHelpOptions = true)
  int add(@Parameters(paramLabel = "NAME") String name) {
    return names.create(ApiCollection.object().put("name", name));
  }

  @Command(
      name = "remove-name",
      description = "Make a name of events unknown; stored events stay.",
      mixinStandardHelpOptions = true)
  int remove(@Parameters(paramLabel = "NAME") String name) {
    return names.delete(name);
  }

  private static int wholeNumber(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw CliException.usage(
          "SP-FACTS-001: days_ahead is %s, which is no whole number".formatted(text));
    }
  }
}
