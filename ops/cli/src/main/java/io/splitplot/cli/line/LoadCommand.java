package io.splitplot.cli.line;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.Shutdown;
import io.splitplot.cli.Steps;
import io.splitplot.cli.installation.Endpoints;
import io.splitplot.cli.installation.Home;
import io.splitplot.cli.installation.Login;
import io.splitplot.etl.EtlException;
import io.splitplot.etl.assembly.AssemblyLine;
import io.splitplot.etl.assembly.BatchLimits;
import io.splitplot.etl.assembly.Declaration;
import io.splitplot.etl.assembly.DeclarationReader;
import io.splitplot.etl.assembly.LoadResult;
import io.splitplot.etl.line.Bottleneck;
import io.splitplot.etl.line.StationFigures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
  private static final int DEGRADED = 3;

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
  private @Nullable Duration every;

  @Option(names = "--json", description = "For programs; a line for each run that found rows.")
  private boolean json;

  public LoadCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var declaration = declaration();
    return Shutdown.runUntil(
        shutdown -> follow ? follow(declaration, shutdown) : once(declaration, shutdown));
  }

  private Declaration declaration() {
    try {
      return DeclarationReader.read(yaml);
    } catch (EtlException e) {
      throw CliException.usage(e.getMessage());
    }
  }

  private int once(Declaration declaration, Shutdown shutdown) {
    var steps = new Steps(session, shutdown);
    return tell(steps.step("load " + declaration.name(), () -> run(declaration, steps)));
  }

  private int follow(Declaration declaration, Shutdown shutdown) {
    var steps = new Steps(session, shutdown);
    while (true) {
      var result = run(declaration, steps);
      if (result.batches() > 0) {
        tell(result);
      } else {
        shutdown.rest(every == null ? Duration.ZERO : every);
      }
    }
  }

  private LoadResult run(Declaration declaration, Steps steps) {
    var endpoints = Endpoints.read(new Home(session.settings().home()));
    var line =
        new AssemblyLine(
            Login.ofUrl(endpoints.warehouse()).dataSource(),
            declaration,
            BatchLimits.USUAL,
            stations -> steps.progress(progress(declaration, stations)));
    try {
      return line.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.failed("SP-LOAD-INTERRUPTED: interrupted; what is stored stays", e);
    }
  }

  private static String progress(Declaration declaration, List<StationFigures> stations) {
    return "%s: %,.0f rows/s; %s"
        .formatted(
            declaration.name(), stations.getLast().rowsPerSecond(), Bottleneck.sentence(stations));
  }

  private int tell(LoadResult result) {
    if (json) {
      session.out().println(json(result));
    } else {
      session
          .out()
          .printf(
              "%,d rows: %,d new, %,d changed, %,d were there, %,d dead letters; %d batches; %s%n",
              result.read(),
              result.added(),
              result.changed(),
              result.present(),
              result.rejected(),
              result.batches(),
              result.bottleneck());
      warn(result);
    }
    return result.rejected() == 0 ? 0 : DEGRADED;
  }

  private void warn(LoadResult result) {
    if (!result.unknownFields().isEmpty()) {
      session
          .err()
          .println(
              "warning: nobody declared %s: kept in the column extra"
                  .formatted(String.join(", ", result.unknownFields())));
    }
    if (result.quarantined() > 0) {
      session
          .err()
          .println(
              "warning: %d batches did not pass a gate and were kept out"
                  .formatted(result.quarantined()));
    }
    if (result.rejected() > 0) {
      session.err().println("See them: ./splitplot dead-letter list");
    }
  }

  private static String json(LoadResult result) {
    var told = JsonNodeFactory.instance.objectNode();
    told.put("read", result.read());
    told.put("added", result.added());
    told.put("changed", result.changed());
    told.put("present", result.present());
    told.put("rejected", result.rejected());
    told.put("batches", result.batches());
    told.put("quarantined", result.quarantined());
    var unknown = told.putArray("unknown_fields");
    result.unknownFields().forEach(unknown::add);
    told.put("bottleneck", result.bottleneck());
    return told.toString();
  }
}
