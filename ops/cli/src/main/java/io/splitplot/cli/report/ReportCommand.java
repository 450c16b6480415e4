package io.splitplot.cli.report;

import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.api.ApiClient;
import io.splitplot.cli.api.RunningApi;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code splitplot report}: the report of an experiment, on the terminal or in another format. */
@Command(
    name = "report",
    description = "Show the report of an experiment, now or as of an instant of the past.",
    mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {
  private static final int WIDTH = 100;
  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "json",
          "application/json",
          "csv",
          "text/csv",
          "html",
          "text/html",
          "markdown",
          "text/markdown");

  private final Session session;

  @Parameters(paramLabel = "EXPERIMENT")
  private String experiment = "";

  @Option(names = "--as-of", description = "RFC 3339 time (default: now)")
  private @Nullable String asOf;

  @Option(names = "--format", description = "text (default), json, csv, html or markdown")
  private String format = "text";

  @Option(names = "--json", description = "The same as --format json")
  private boolean isJson;

  public ReportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var api = RunningApi.as("analyst", session);
    var path = "/v1/experiments/" + ApiClient.segment(experiment) + "/report";
    if (asOf != null) {
      path += "?as_of=" + ApiClient.segment(asOf);
    }
    if (isJson || !format.equals("text")) {
      session.out().println(api.getText(path, mediaType()));
    } else {
      session.out().println(ReportText.render(api.get(path), WIDTH, Session.isTerminal()));
    }
    return 0;
  }

  private String mediaType() {
    var mediaType = MEDIA_TYPES.get(isJson ? "json" : format);
    if (mediaType == null) {
      throw CliException.usage(
          "SP-REPORT-001: --format is %s; it is text, json, csv, html or markdown"
              .formatted(format));
    }
    return mediaType;
  }
}
