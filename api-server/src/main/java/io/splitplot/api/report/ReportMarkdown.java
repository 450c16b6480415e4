package io.splitplot.api.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.report.ReportDocument.Health;
import io.splitplot.api.report.ReportDocument.Metric;
import io.splitplot.api.report.ReportDocument.Traffic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A report as Markdown with tables as GitHub understands them, for tickets and notebooks. */
public final class ReportMarkdown {
  /** What Markdown or the HTML inside it could take for a command. */
  private static final String SPECIAL = "\\`*_[]<>|~$&#";

  private ReportMarkdown() {}

  /**
   * The Markdown of a report's JSON.
   *
   * @throws IllegalArgumentException when it isn't a report
   */
  public static String markdown(JsonNode document) {
    var report = ReportDocument.printable(document);
    var blocks = new ArrayList<String>();
    blocks.add("# " + plain(report.experiment()));
    blocks.add(facts(report));
    blocks.add(report.verdict() == null ? "" : "**" + plain(report.verdict()) + "**");
    blocks.add(list(report.warnings()));
    blocks.add(String.join("\n", report.health().stream().map(ReportMarkdown::check).toList()));
    report.metrics().forEach(metric -> blocks.addAll(metric(metric)));
    blocks.addAll(traffic(report.traffic()));
    blocks.removeIf(String::isEmpty);
    return String.join("\n\n", blocks) + "\n";
  }

  private static String facts(ReportDocument report) {
    var facts =
        Stream.of(
                fact("state", report.stateInWords().orElse(null)),
                fact("as of", report.asOf()),
                fact("newest data", report.dataAsOf()))
            .flatMap(fact -> fact);
    return String.join(" · ", facts.toList());
  }

  private static Stream<String> fact(String name, @Nullable String value) {
    return value == null ? Stream.empty() : Stream.of(name + " " + plain(Instants.words(value)));
  }

  private static String check(Health check) {
    var line = "- **" + plain(check.words()) + ": " + plain(check.state()) + "**";
    if (check.pValue() != null) {
      line += " (p = " + Figures.probability(check.pValue()) + ")";
    }
    return check.detail() == null ? line : line + " – " + plain(check.detail());
  }

  private static List<String> metric(Metric metric) {
    var figures = Figures.of(metric);
    var comparisons = new ArrayList<List<String>>();
    for (var comparison : metric.comparisons()) {
      comparisons.add(figures.row(comparison));
      comparisons.addAll(figures.further(comparison));
    }
    return List.of(
        "## " + plain(metric.metric()),
        plain(String.join(", ", metric.labels())),
        table(figures.comparisonHeadings(metric), comparisons),
        table(figures.variantHeadings(), metric.variants().stream().map(figures::row).toList()),
        list(metric.notes()));
  }

  private static String list(List<String> sentences) {
    return String.join("\n", sentences.stream().map(sentence -> "- " + plain(sentence)).toList());
  }

  private static List<String> traffic(List<Traffic> traffic) {
    return traffic.isEmpty()
        ? List.of()
        : List.of(
            "## Traffic", table(Traffic.HEADINGS, traffic.stream().map(Traffic::cells).toList()));
  }

  private static String table(List<String> headings, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return "";
    }
    var lines = new ArrayList<String>();
    lines.add(line(headings.stream().map(ReportMarkdown::plain)));
    lines.add("| --- |" + String.join("", Collections.nCopies(headings.size() - 1, " ---: |")));
    for (var row : rows) {
      // The first cell is a name, the others are numbers that we wrote ourselves.
      lines.add(line(Stream.concat(Stream.of(plain(row.getFirst())), row.stream().skip(1))));
    }
    return String.join("\n", lines);
  }

  private static String line(Stream<String> cells) {
    return "| " + String.join(" | ", cells.toList()) + " |";
  }

  /** Text that Markdown shows as it is, on one line. */
  private static String plain(String text) {
    var plain = new StringBuilder();
    for (var character : text.strip().replaceAll("\\s+", " ").toCharArray()) {
      var startsList = plain.isEmpty() && "+-".indexOf(character) >= 0;
      if (startsList || SPECIAL.indexOf(character) >= 0) {
        plain.append('\\');
      }
      plain.append(character);
    }
    return plain.toString();
  }
}
