package io.splitplot.cli.line;

import io.splitplot.cli.Session;
import io.splitplot.cli.Shutdown;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code splitplot load}: data of other systems, by a declared line. */
@Command(
    name = "load",
    description = {
      "Load what is new in the files of another system into the warehouse, by the line that a YAML declares:"
          + " where rows come from, what their fields are, where they go, and which quality gates a"
          + " batch must pass.",
      "",
      "Each row is stored once, however often the command runs or is killed. Rows that cannot be"
          + " stored become dead letters (splitplot dead-letter list), and the others go on.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 every row is stored, 3 some are dead letters, 2 the declaration is wrong.",
      "",
      "Examples:",
      "  splitplot load costs.yaml",
      "  splitplot load costs.yaml --follow --every PT10S"
    },
    mixinStandardHelpOptions = true)
public final class LoadCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "YAML", description = "The declaration of the line.")
  private Path yaml = Path.of("");

  @Option(names = "--follow", description = "Go on with what comes later, until Ctrl-C or SIGTERM.")
  private boolean follow;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      defaultValue = "PT2S",
      description = "How long --follow rests when nothing is new (default: ${DEFAULT-VALUE}).")
  private Duration every = Duration.ZERO;

  @Option(names = "--json", description = "For programs; a line for each run that found rows.")
  private boolean json;

  public LoadCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var line = new RunningLine(session, yaml);
    var outcome = new LoadOutcome(session, json);
    return Shutdown.runUntil(shutdown -> {
      if (!follow) {
        return outcome.tell(line.load(shutdown));
      }
      while (true) {
        var result = line.loadQuietly(shutdown);
        if (result.batches() > 0) {
          outcome.tell(result);
        }
        shutdown.rest(every);
      }
    });
  }
}
