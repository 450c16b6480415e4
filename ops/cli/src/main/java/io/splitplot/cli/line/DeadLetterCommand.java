package io.splitplot.cli.line;

import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.installation.Endpoints;
import io.splitplot.cli.installation.Home;
import io.splitplot.cli.installation.Login;
import io.splitplot.etl.assembly.DeadLetterOffice;
import io.splitplot.etl.assembly.DeadLetterOffice.Named;
import io.splitplot.etl.assembly.DeadLetterOffice.Which;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code splitplot dead-letter …}: rows of other systems that could not be stored. */
@Command(
    name = "dead-letter",
    description = "See rows that could not be stored, and put them through their line once more.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class DeadLetterCommand {
  private static final int DEGRADED = 3;
  private static final String WAITING = "waiting";

  private final Session session;

  public DeadLetterCommand(Session session) {
    this.session = session;
  }

  @Command(
      name = "list",
      description = {
        "What waits, counted by line, origin and reason; with --rows the rows themselves, with --all also those"
            + " that were replayed or dismissed.",
        "Exit code 3 when any do."
      },
      mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--line", paramLabel = "NAME", description = "Only of this line")
          @Nullable String line,
      @Option(names = "--rows", paramLabel = "N", description = "The first N rows, one by one")
          @Nullable Integer rows,
      @Option(names = "--all", description = "Also those that wait no more") boolean all,
      @Option(names = "--json", description = "For programs; a stable shape") boolean json) {
    var office = new DeadLetterOffice(warehouse());
    var which = all ? Which.ALL : Which.WAITING;
    if (rows != null) {
      var letters = office.list(Optional.ofNullable(line), which, rows);
      session.out().print(json ? DeadLetterText.json(letters) : DeadLetterText.lines(letters));
      return letters.stream().anyMatch(letter -> letter.state().equals(WAITING)) ? DEGRADED : 0;
    }
    var groups = office.groups(Optional.ofNullable(line), which);
    session.out().print(json ? DeadLetterText.groupsJson(groups) : DeadLetterText.groups(groups));
    return groups.stream().anyMatch(group -> group.state().equals(WAITING)) ? DEGRADED : 0;
  }

  @Command(name = "show", description = "All about one row.", mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "ID", description = "Number of the dead letter") long id,
      @Option(names = "--json", description = "For programs; a stable shape") boolean json) {
    var letter =
        new DeadLetterOffice(warehouse())
            .find(id)
            .orElseThrow(() ->
                CliException.usage(
                    "SP-DEAD-LETTER-001: there is no dead letter "
                        + id
                        + ": see dead-letter list"));
    session.out().print(json ? DeadLetterText.json(letter) : DeadLetterText.whole(letter));
    return 0;
  }

  @Command(
      name = "replay",
      description = {
        "Put the dead letters of a line through it once more, by its declaration as it is now; each that goes"
            + " through is stored once. Those of a batch that a gate kept out are replayed with"
            + " --batch, all or none.",
        "Exit code 3 when some fail again."
      },
      mixinStandardHelpOptions = true)
  int replay(
      @Parameters(paramLabel = "YAML", description = "The declaration of the line") Path yaml,
      @Option(names = "--batch", paramLabel = "ID", description = "A batch that a gate kept out")
          @Nullable Long batch,
      @Option(names = "--accept", description = "With --batch: whatever its gates find")
          boolean accept,
      @Option(names = "--json", description = "For programs; a stable shape") boolean json) {
    var line = new RunningLine(session, yaml);
    if (batch == null) {
      if (accept) {
        throw CliException.usage("SP-DEAD-LETTER-002: --accept belongs to --batch");
      }
      return new LoadOutcome(session, json).tell(line.replay());
    }
    var stored = line.replay(batch, accept);
    session
        .out()
        .println(
            json
                ? "{\"batch\": %d, \"stored\": %d}".formatted(batch, stored)
                : "%,d rows of batch %d are stored".formatted(stored, batch));
    return 0;
  }

  @Command(
      name = "dismiss",
      description = {
        "Say of dead letters that nobody wants them: by their numbers, or with --batch all of a batch that a gate"
            + " kept out, or with --line all that wait of a line. They are kept, with who said so, when and why,"
            + " and are not replayed any more.",
        "",
        "Examples:",
        "  splitplot dead-letter dismiss 17 18 --reason \"rows of a test\"",
        "  splitplot dead-letter dismiss --batch 5 --reason \"sent again as b.csv\""
      },
      mixinStandardHelpOptions = true)
  int dismiss(
      @Parameters(paramLabel = "ID", arity = "0..*", description = "Numbers of dead letters")
          @Nullable List<Long> ids,
      @Option(names = "--batch", paramLabel = "ID", description = "All of a batch")
          @Nullable Long batch,
      @Option(names = "--line", paramLabel = "NAME", description = "All that wait of a line")
          @Nullable String line,
      @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why")
          String reason,
      @Option(
              names = "--by",
              paramLabel = "NAME",
              defaultValue = "${sys:user.name}",
              description = "Who says so (default: ${DEFAULT-VALUE})")
          String by,
      @Option(names = "--json", description = "For programs; a stable shape") boolean json) {
    var named = new ArrayList<Named>();
    if (ids != null && !ids.isEmpty()) {
      named.add(new Named.Ids(ids));
    }
    if (batch != null) {
      named.add(new Named.OfBatch(batch));
    }
    if (line != null) {
      named.add(new Named.OfLine(line));
    }
    if (named.size() != 1 || reason.isBlank()) {
      throw CliException.usage(
          "SP-DEAD-LETTER-003: say which, by numbers, --batch or --line, and a --reason");
    }
    var dismissed = new DeadLetterOffice(warehouse()).dismiss(named.getFirst(), by, reason);
    session
        .out()
        .println(
            json
                ? "{\"dismissed\": %d}".formatted(dismissed)
                : "%,d dead letters are dismissed".formatted(dismissed));
    return 0;
  }

  private DataSource warehouse() {
    var endpoints = Endpoints.read(new Home(session.settings().home()));
    return Login.ofUrl(endpoints.warehouse()).dataSource();
  }
}
