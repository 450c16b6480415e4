package io.splitplot.cli.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.api.RunningApi;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code splitplot metric …}: what is measured, as definitions that live in files. */
@Command(
    name = "metric",
    description = "List, show and apply definitions of metrics.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class MetricCommand {
  private static final String PATH = "/v1/metrics";

  private final Session session;
  private final ApiCollection metrics;

  public MetricCommand(Session session) {
    this.session = session;
    this.metrics = new ApiCollection(session, PATH, "metrics");
  }

  @Command(
      name = "list",
      description = "List all metrics, each in its newest version.",
      mixinStandardHelpOptions = true)
  int list() {
    return metrics.list("key", "version", "kind", "event", "window", "direction");
  }

  @Command(
      name = "show",
      description = "Show all versions of a metric, and the experiments that use each, as JSON.",
      mixinStandardHelpOptions = true)
  int show(@Parameters(paramLabel = "METRIC") String key) {
    return metrics.show(key);
  }

  @Command(
      name = "apply",
      description = {
        "Make metrics what YAML or JSON files say, all of them or none; fields as POST /v1/metrics"
            + " takes them.",
        "A metric that changes is succeeded by a new version; experiments keep the one they have."
      },
      mixinStandardHelpOptions = true)
  int apply(
      @Parameters(paramLabel = "FILE_OR_FOLDER", arity = "1..*") List<Path> filesAndFolders,
      @Option(names = "--dry-run", description = "Check them and say what would be done.")
          boolean isDryRun,
      @Option(names = "--json", description = "Print what was done as JSON.") boolean isJson) {
    var files = MetricFiles.read(filesAndFolders);
    var answer = send(files, isDryRun);
    if (isJson) {
      session.out().println(answer.toPrettyString());
      return 0;
    }
    session.out().printf("%-32s %-10s %7s  %s%n", "metric", "outcome", "version", "changed");
    for (var metric : answer.path("metrics")) {
      session
          .out()
          .println(
              "%-32s %-10s %7d  %s"
                  .formatted(
                      metric.path("key").asText(),
                      metric.path("outcome").asText(),
                      metric.path("version").asInt(),
                      changes(metric.path("changes")))
                  .stripTrailing());
    }
    if (isDryRun) {
      session.out().println("Nothing was changed: this was a dry run.");
    }
    return 0;
  }

  private JsonNode send(MetricFiles files, boolean isDryRun) {
    try {
      return RunningApi.as("editor", session).send("PUT", PATH, files.body(isDryRun), null);
    } catch (CliException e) {
      if (e.exitCode() == 2) {
        throw CliException.usage(files.located(String.valueOf(e.getMessage())));
      }
      throw e;
    }
  }

  private static String changes(JsonNode changes) {
    return changes.properties().stream()
        .map(change ->
            "%s: %s -> %s"
                .formatted(
                    change.getKey(),
                    ApiCollection.shown(change.getValue().path("from")),
                    ApiCollection.shown(change.getValue().path("to"))))
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
