package io.splitplot.cli.imports;

import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.Shutdown;
import io.splitplot.cli.Steps;
import io.splitplot.cli.api.RunningApi;
import io.splitplot.cli.installation.Endpoints;
import io.splitplot.cli.installation.Home;
import io.splitplot.cli.installation.Login;
import io.splitplot.etl.load.ImportPlan;
import io.splitplot.etl.load.ImportRequest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code splitplot import}: exposures and outcomes of an experiment that was assigned elsewhere.
 */
@Command(
    name = "import",
    description = {
      "Import CSV files of an experiment that another system assigned.",
      "",
      "Files have a header line. Exposures: unit_id, variant, and optionally occurred_at and id."
          + " Outcomes: unit_id and a column for each outcome, one row a unit. Events: unit_id,"
          + " name, occurred_at, and optionally value, id, order, amount_minor, currency. One file may"
          + " serve for several of these. Any bad line is named, and then nothing is stored; importing"
          + " a file again adds nothing.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  splitplot import --plan ops/demo/hillstrom/import.yaml",
      "  splitplot import buttons --create --control blue --exposures shown.csv --outcomes sales.csv"
    },
    mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      arity = "0..1",
      paramLabel = "EXPERIMENT",
      description = "Key of the experiment; a plan names its own.")
  private @Nullable String experiment;

  @Option(names = "--plan", paramLabel = "FILE", description = "YAML that names files and columns.")
  private @Nullable Path plan;

  @Mixin private final ImportColumns columns = new ImportColumns();

  @ArgGroup(exclusive = false)
  private @Nullable CreateOptions creation;

  @Option(
      names = "--max-bad-lines",
      paramLabel = "N",
      description = "Leave out up to so many bad lines instead of refusing all (default: 0).")
  private long badLinesMax;

  @Option(
      names = "--rejects",
      paramLabel = "FILE",
      description = "Write the bad lines there, with reasons.")
  private @Nullable Path rejects;

  /** What an experiment that does not exist yet is made with. */
  static final class CreateOptions {
    @Option(
        names = "--create",
        required = true,
        description = {
          "Make the experiment, with a metric for each outcome: a proportion when all values are"
              + " 0 or 1, else a mean. It is stopped after the import, as its data are complete."
        })
    private boolean creates;

    @Option(
        names = "--control",
        required = true,
        paramLabel = "VARIANT",
        description = "The variant that the others are compared with.")
    private String control = "";
  }

  public ImportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var importPlan = plan();
    return creation != null && creation.creates
        ? createAndLoad(importPlan, creation.control)
        : load(importPlan);
  }

  private int load(ImportPlan importPlan) {
    var steps = new Steps(session, Shutdown.NEVER);
    var result = new RunningImport(steps).run(request(importPlan));
    return new ImportOutcome(session).tell(importPlan.experiment(), result);
  }

  private int createAndLoad(ImportPlan importPlan, String control) {
    var files = new ScannedFiles(importPlan.files());
    var made = new NewExperiment(importPlan.experiment(), control, files);
    var api = RunningApi.as("editor", session);
    made.createAndStart(api);
    var exitCode = load(importPlan);
    if (exitCode == 0) {
      made.stop(api);
    }
    return exitCode;
  }

  private ImportRequest request(ImportPlan importPlan) {
    var endpoints = Endpoints.read(new Home(session.settings().home()));
    var strict = new ImportRequest(Login.ofUrl(endpoints.warehouse()).dataSource(), importPlan);
    return new ImportRequest(
        strict.warehouse(),
        strict.experiment(),
        strict.files(),
        badLinesMax,
        Optional.ofNullable(rejects),
        strict.patience());
  }

  private ImportPlan plan() {
    if (plan != null) {
      var read = ImportPlan.read(plan);
      if (experiment != null && !experiment.equals(read.experiment())) {
        throw CliException.usage(
            "SP-IMPORT-CLI-001: %s is a plan for experiment %s, not %s"
                .formatted(plan, read.experiment(), experiment));
      }
      return read;
    }
    if (experiment == null) {
      throw CliException.usage("SP-IMPORT-CLI-002: name the EXPERIMENT, or a --plan");
    }
    return columns.plan(experiment, creation != null);
  }
}
