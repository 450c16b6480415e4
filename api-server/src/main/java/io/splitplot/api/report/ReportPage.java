package io.splitplot.api.report;

import static io.splitplot.api.report.Html.tag;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.report.ReportDocument.Comparison;
import io.splitplot.api.report.ReportDocument.Health;
import io.splitplot.api.report.ReportDocument.Metric;
import io.splitplot.api.report.ReportDocument.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A report as one HTML page that needs nothing else: no scripts, no fonts, no network. Every number
 * on it is in the document; only rounding and units are ours.
 */
public final class ReportPage {
  private static final String STYLE = resource("report.css");

  /** Says by a sign what the colour says too. */
  private static final Map<String, String> SIGNS =
      Map.of("pass", "✓", "warn", "!", "fail", "✗", "unknown", "?");

  private ReportPage() {}

  /**
   * The page of a report's JSON.
   *
   * @throws IllegalArgumentException when it isn't a report
   */
  public static String html(JsonNode document) {
    var report = ReportDocument.printable(document);
    var page = tag("html").with("lang", "en").around(head(report), body(report));
    return "<!DOCTYPE html>\n" + page.markup() + "\n";
  }

  private static Html head(ReportDocument report) {
    return tag("head")
        .around(
            tag("meta").with("charset", "utf-8").alone(),
            tag("meta")
                .with("name", "viewport")
                .with("content", "width=device-width, initial-scale=1")
                .alone(),
            tag("meta")
                .with("http-equiv", "Content-Security-Policy")
                .with("content", "default-src 'none'; style-src 'unsafe-inline'")
                .alone(),
            tag("title").around(report.experiment() + " – Splitplot"),
            new Html("<style>\n" + STYLE + "</style>"));
  }

  private static Html body(ReportDocument report) {
    return tag("body")
        .around(
            header(report),
            tag("main")
                .around(
                    verdict(report),
                    health(report.health()),
                    Html.all(report.metrics().stream().map(metric -> metric(metric, report))),
                    traffic(report)),
            tag("footer")
                .around(
                    "A bar is the interval of a difference to the baseline; where it reaches over"
                        + " the line at zero, the data don't tell the variants apart. Thinner"
                        + " bars use what a covariate explains."));
  }

  private static Html header(ReportDocument report) {
    return tag("header")
        .around(
            tag("p").with("class", "eyebrow").around("Experiment report"),
            tag("h1").around(report.experiment()),
            tag("p")
                .with("class", "facts")
                .around(
                    report.stateInWords().map(ReportPage::chip).orElse(Html.EMPTY),
                    report.look() == null ? Html.EMPTY : chip("look " + report.look()),
                    time("as of", report.asOf()),
                    time("newest data", report.dataAsOf())));
  }

  private static Html chip(String word) {
    return tag("span").with("class", "chip").around(word);
  }

  private static Html time(String what, @Nullable String instant) {
    return instant == null
        ? Html.EMPTY
        : tag("span")
            .around(
                Html.text(what + " "),
                tag("time").with("datetime", instant).around(Instants.words(instant)));
  }

  private static Html verdict(ReportDocument report) {
    return report.verdict() == null
        ? Html.EMPTY
        : tag("section")
            .with("class", "verdict " + worst(report.health()))
            .around(tag("p").around(report.verdict()), notes(report.warnings()));
  }

  private static String worst(List<Health> health) {
    return Stream.of("fail", "warn", "unknown")
        .filter(state -> health.stream().anyMatch(check -> check.state().equals(state)))
        .findFirst()
        .orElse("pass");
  }

  private static Html health(List<Health> checks) {
    return checks.isEmpty()
        ? Html.EMPTY
        : tag("section")
            .with("aria-labelledby", "health")
            .around(
                tag("h2").with("id", "health").around("Can the numbers be trusted?"),
                tag("ul").with("class", "health").around(checks.stream().map(ReportPage::check)));
  }

  private static Html check(Health check) {
    // Only the four known words become a class.
    var known = SIGNS.containsKey(check.state()) ? check.state() : "unknown";
    var probability =
        check.pValue() == null
            ? Html.EMPTY
            : Html.all(Html.text("p = "), Html.number(Figures.probability(check.pValue())));
    return tag("li")
        .with("class", known)
        .around(
            tag("span")
                .with("class", "sign")
                .with("aria-hidden", "true")
                .around(SIGNS.getOrDefault(known, "?")),
            tag("div")
                .around(
                    tag("strong").around(check.words()),
                    tag("span").with("class", "state").around(check.state()),
                    tag("span").with("class", "p").around(probability),
                    check.detail() == null ? Html.EMPTY : tag("p").around(check.detail())));
  }

  private static Html metric(Metric metric, ReportDocument report) {
    var figures = Figures.of(metric);
    var series = report.timeSeries().stream().filter(it -> it.metric().equals(metric.metric()));
    var hours = report.hourSeries().stream().filter(it -> it.metric().equals(metric.metric()));
    return tag("section")
        .with("class", "metric")
        .around(
            tag("div")
                .with("class", "heading")
                .around(
                    Stream.concat(
                        Stream.of(tag("h2").around(metric.metric())),
                        metric.labels().stream().map(ReportPage::chip))),
            IntervalPlot.of(metric),
            Html.all(series.map(it -> SeriesPlot.effects(it, figures))),
            Html.all(hours.map(it -> SeriesPlot.hours(it, figures))),
            comparisons(metric, figures),
            variants(metric, figures),
            notes(metric.notes()),
            reproductions(metric));
  }

  private static Html comparisons(Metric metric, Figures figures) {
    return table(
        "Difference in " + metric.metric(),
        figures.comparisonHeadings(metric),
        metric.comparisons().stream().flatMap(comparison -> rows(comparison, figures)));
  }

  private static Stream<Html> rows(Comparison comparison, Figures figures) {
    return Stream.concat(
        Stream.of(row(tag("tr"), figures.row(comparison))),
        figures.further(comparison).stream()
            .map(cells -> row(tag("tr").with("class", "covariate"), cells)));
  }

  /** For whoever wants to compute it again. */
  private static Html reproductions(Metric metric) {
    var lines =
        metric.comparisons().stream()
            .filter(comparison -> comparison.reproduce() != null)
            .flatMap(comparison ->
                Stream.of(
                    tag("p").around(comparison.variant()),
                    tag("pre").around(String.valueOf(comparison.reproduce()))))
            .toList();
    return lines.isEmpty()
        ? Html.EMPTY
        : tag("details")
            .around(
                Stream.concat(
                    Stream.of(tag("summary").around("Compute it again in R")), lines.stream()));
  }

  private static Html variants(Metric metric, Figures figures) {
    return table(
        metric.metric() + " of each variant",
        figures.variantHeadings(),
        metric.variants().stream().map(variant -> row(tag("tr"), figures.row(variant))));
  }

  private static Html notes(List<String> notes) {
    return notes.isEmpty()
        ? Html.EMPTY
        : tag("ul").with("class", "notes").around(notes.stream().map(tag("li")::around));
  }

  private static Html traffic(ReportDocument report) {
    return report.traffic().isEmpty()
        ? Html.EMPTY
        : tag("section")
            .around(
                tag("h2").around("Traffic"),
                report.timeSeries().isEmpty()
                    ? Html.EMPTY
                    : SeriesPlot.traffic(report.timeSeries().getFirst()),
                report.hourSeries().isEmpty()
                    ? Html.EMPTY
                    : SeriesPlot.hourTraffic(report.hourSeries().getFirst()),
                table(
                    "Units of each phase and variant",
                    Traffic.HEADINGS,
                    report.traffic().stream().map(row -> row(tag("tr"), row.cells()))));
  }

  private static Html table(String caption, List<String> headings, Stream<Html> rows) {
    var body = Html.all(rows);
    if (body.equals(Html.EMPTY)) {
      return Html.EMPTY;
    }
    // Where the table is wider than the screen, it can be scrolled by keyboard too.
    return tag("div")
        .with("class", "table")
        .with("role", "region")
        .with("aria-label", caption)
        .with("tabindex", "0")
        .around(
            tag("table")
                .around(
                    tag("caption").around(caption),
                    tag("thead")
                        .around(
                            tag("tr")
                                .around(
                                    headings.stream().map(tag("th").with("scope", "col")::around))),
                    tag("tbody").around(body)));
  }

  private static Html row(Html.Tag tag, List<String> cells) {
    return tag.around(
        Stream.concat(
            Stream.of(tag("th").with("scope", "row").around(cells.getFirst())),
            cells.stream().skip(1).map(cell -> tag("td").around(Html.number(cell)))));
  }

  private static String resource(String name) {
    try (var stream = ReportPage.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the class path lacks " + name + "; build again");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
