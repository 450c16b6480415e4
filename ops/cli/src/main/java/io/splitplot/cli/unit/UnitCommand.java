package io.splitplot.cli.unit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.api.ApiClient;
import io.splitplot.cli.api.RunningApi;
import java.time.Duration;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code splitplot unit …}: what is stored of a person, and forgetting whose it is. */
@Command(
    name = "unit",
    description = "Export what is stored of a person, or forget the person.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class UnitCommand {
  /** All facts of the primary are read, some times over. */
  private static final Duration ANSWER_MAX = Duration.ofHours(2);

  private static final String UNIT = "[TYPE] UNIT_ID";
  private static final String TYPE = "The type is user unless another is named.";

  private final Session session;

  private record Unit(String type, String id) {
    static Unit of(String[] words) {
      return words.length == 1 ? new Unit("user", words[0]) : new Unit(words[0], words[1]);
    }

    String path() {
      return "/v1/units/" + ApiClient.segment(type) + "/" + ApiClient.segment(id);
    }
  }

  public UnitCommand(Session session) {
    this.session = session;
  }

  @Command(
      name = "export",
      description = {
        "Print as JSON all that primary and warehouse store of a person:",
        "of the unit and of every unit that is linked to it."
      },
      mixinStandardHelpOptions = true)
  int export(@Parameters(arity = "1..2", paramLabel = UNIT, description = TYPE) String[] words) {
    session.out().println(api().get(Unit.of(words).path()).toPrettyString());
    return 0;
  }

  @Command(
      name = "forget",
      description = {
        "Take a person's names away from all that is stored, for good.",
        "Reports stay as they are. When it is interrupted, run it again."
      },
      mixinStandardHelpOptions = true)
  int forget(
      @Parameters(arity = "1..2", paramLabel = UNIT, description = TYPE) String[] words,
      @Option(names = "--dry-run", description = "Only say what would be changed.") boolean dryRun,
      @Option(names = "--yes", description = "Do not ask.") boolean yes) {
    var unit = Unit.of(words);
    if (!dryRun && !yes) {
      confirm(unit);
    }
    var counts =
        api()
            .send(
                "DELETE",
                unit.path() + (dryRun ? "?dry_run=true" : ""),
                JsonNodeFactory.instance.objectNode(),
                null);
    session.out().println(dryRun ? "would be changed:" : "forgotten; changed were:");
    for (var database : new String[] {"primary", "warehouse"}) {
      session.out().println("  " + database + ": " + text(counts.path(database)));
    }
    return 0;
  }

  private void confirm(Unit unit) {
    if (!Session.isTerminal()) {
      throw CliException.usage(
          "SP-UNIT-001: forgetting cannot be taken back; add --yes, or try it with --dry-run");
    }
    session.err().printf("Forget the person of %s %s for good? Type yes: ", unit.type(), unit.id());
    session.err().flush();
    if (!"yes".equals(IO.readln())) {
      throw CliException.failed("SP-UNIT-002: nothing was forgotten");
    }
  }

  private static String text(JsonNode counts) {
    var text = new StringJoiner(", ");
    counts.properties().forEach(table -> text.add(table.getValue() + " " + table.getKey()));
    return text.toString();
  }

  private ApiClient api() {
    return RunningApi.as("admin", session).waitingFor(ANSWER_MAX);
  }
}
