package io.splitplot.cli.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.splitplot.cli.Session;
import io.splitplot.cli.Shutdown;
import io.splitplot.cli.Steps;
import io.splitplot.cli.installation.Endpoints;
import io.splitplot.cli.installation.Home;
import io.splitplot.cli.installation.Login;
import io.splitplot.etl.export.Export;
import io.splitplot.etl.export.ExportRequest;
import io.splitplot.etl.export.ExportResult;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code splitplot export}: facts and unit values as files of Parquet. */
@Command(
    name = "export",
    description = {
      "Write exposures, events and the metrics of each unit as files of Parquet, a file a day and"
          + " experiment, for notebooks and data lakes.",
      "",
      "All files tell of one instant, the newest batch of the rollups. The same command again replaces what has"
          + " changed and leaves the rest; manifest.json lists all files with rows and checksums.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  splitplot export --to lake",
      "  splitplot export --to hillstrom --experiment hillstrom",
      "  splitplot export --to lake --from 2026-01-01 --until 2026-01-31"
    },
    mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--to", required = true, paramLabel = "FOLDER", description = "Made when needed.")
  private Path folder = Path.of("");

  @Option(
      names = "--experiment",
      paramLabel = "KEY",
      description = "Only this one, and the events of its units (default: all).")
  private @Nullable String experiment;

  @Option(
      names = "--from",
      paramLabel = "DAY",
      description = "First day in UTC, such as 2026-01-31 (default: all).")
  private @Nullable LocalDate from;

  @Option(
      names = "--until",
      paramLabel = "DAY",
      description = "Last day in UTC, itself included (default: all).")
  private @Nullable LocalDate until;

  @Option(names = "--json", description = "For programs; a stable shape.")
  private boolean json;

  public ExportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return Shutdown.runUntil(shutdown -> {
      tell(export(new Steps(session, shutdown)));
      return 0;
    });
  }

  private ExportResult export(Steps steps) {
    var endpoints = Endpoints.read(new Home(session.settings().home()));
    var request =
        new ExportRequest(
            Login.ofUrl(endpoints.warehouse()).dataSource(),
            folder,
            Optional.ofNullable(experiment),
            Optional.ofNullable(from),
            Optional.ofNullable(until));
    return steps.step(
        "export to " + folder,
        () ->
            Export.run(
                request,
                (dataset, rows) ->
                    steps.progress("%s: %,d rows".formatted(dataset.replace('_', ' '), rows))));
  }

  private void tell(ExportResult result) {
    if (json) {
      session.out().println(json(result).toPrettyString());
      return;
    }
    result
        .datasets()
        .forEach((dataset, rows) ->
            session.out().printf("%-18s %,12d rows%n", dataset.replace('_', ' '), rows));
    session
        .out()
        .printf(
            "%d files as of batch %d%s: %d written, %d unchanged, %d removed%n",
            result.files().size(),
            result.batchId(),
            result.visibleAt().map(at -> " (" + at + ")").orElse(""),
            result.written(),
            result.files().size() - result.written(),
            result.removed());
  }

  private JsonNode json(ExportResult result) {
    var told = JsonNodeFactory.instance.objectNode();
    told.put("folder", folder.toString());
    told.put("batch_id", result.batchId());
    told.put("visible_at", result.visibleAt().map(Object::toString).orElse(null));
    var rows = told.putObject("rows");
    result.datasets().forEach(rows::put);
    told.put("files", result.files().size());
    told.put("written", result.written());
    told.put("removed", result.removed());
    return told;
  }
}
