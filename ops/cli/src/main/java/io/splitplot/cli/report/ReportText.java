package io.splitplot.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.report.Figures;
import io.splitplot.api.report.Instants;
import io.splitplot.api.report.ReportDocument;
import io.splitplot.api.report.ReportDocument.Health;
import io.splitplot.api.report.ReportDocument.Metric;
import io.splitplot.api.report.ReportDocument.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A report as text for a terminal. Every number in it is in the document, rounded at most. */
public final class ReportText {
  private static final Map<String, String> SIGNS = Map.of("pass", "✓", "warn", "!", "fail", "✗");
  private static final String INDENT = "  ";

  /** Lines of prose are read, not measured: longer ones don't get easier. */
  private static final int PROSE_WIDTH_MAX = 100;

  private final ReportDocument report;
  private final int width;
  private final Ink ink;
  private final List<String> lines = new ArrayList<>();

  private ReportText(ReportDocument report, int width, Ink ink) {
    this.report = report;
    this.width = width;
    this.ink = ink;
  }

  /**
   * The report, drawn in ASCII where standard output can't take more.
   *
   * @param width columns of the terminal; from 80 on everything fits
   * @param colour whether the terminal understands colours
   * @throws IllegalArgumentException when the document isn't a report
   */
  public static String render(JsonNode document, int width, boolean colour) {
    return render(document, width, colour, System.out.charset().equals(StandardCharsets.UTF_8));
  }

  /** The report, drawn in Unicode or in ASCII. */
  static String render(JsonNode document, int width, boolean colour, boolean unicode) {
    var report = ReportDocument.printable(document);
    var text = new ReportText(report, width, new Ink(colour)).text();
    return unicode ? text : Letters.ascii(text);
  }

  private String text() {
    header();
    report.health().forEach(this::check);
    warnings();
    report.metrics().forEach(this::metric);
    traffic(report.traffic());
    return String.join("\n", lines);
  }

  private void header() {
    var state = report.stateInWords().map(words -> " · " + words).orElse("");
    lines.add(ink.bold(report.experiment()) + ink.quiet(state));
    var times =
        Stream.concat(time("as of", report.asOf()), time("newest data", report.dataAsOf()))
            .toList();
    if (!times.isEmpty()) {
      lines.add(ink.quiet(String.join(" · ", times)));
    }
    if (report.verdict() != null) {
      lines.add("");
      prose(report.verdict(), "", "").map(ink::bold).forEach(lines::add);
    }
    lines.add("");
  }

  private static Stream<String> time(String name, @Nullable String instant) {
    return instant == null ? Stream.empty() : Stream.of(name + " " + Instants.words(instant));
  }

  private void check(Health check) {
    var sign = SIGNS.getOrDefault(check.state(), "?");
    var words = check.words() + ": " + check.state();
    if (check.pValue() != null) {
      words += ", p = " + Figures.probability(check.pValue());
    }
    lines.add(ink.state(check.state(), sign + " " + words));
    if (check.detail() != null) {
      prose(check.detail(), INDENT, INDENT).forEach(lines::add);
    }
  }

  private void warnings() {
    if (!report.warnings().isEmpty()) {
      lines.add("");
      report.warnings().stream()
          .flatMap(warning -> prose(warning, "- ", INDENT))
          .forEach(lines::add);
    }
  }

  private void metric(Metric metric) {
    var figures = Figures.of(metric);
    heading(metric.metric(), String.join(" · ", metric.labels()));
    block(comparisons(metric, figures).lines(width - INDENT.length(), ink));
    block(TextPlot.lines(metric, width - INDENT.length(), ink));
    var variants = new TextTable(figures.variantHeadings());
    metric.variants().forEach(variant -> variants.row(figures.row(variant)));
    block(variants.lines(width - INDENT.length(), ink));
    block(metric.notes().stream().flatMap(note -> prose(note, "", INDENT)).toList());
  }

  private static TextTable comparisons(Metric metric, Figures figures) {
    var table = new TextTable(figures.comparisonHeadings(metric));
    for (var comparison : metric.comparisons()) {
      table.row(figures.row(comparison));
      figures.further(comparison).forEach(table::secondary);
    }
    return table;
  }

  private void traffic(List<Traffic> traffic) {
    if (traffic.isEmpty()) {
      return;
    }
    heading("traffic", "");
    var table = new TextTable(Traffic.HEADINGS);
    traffic.forEach(row -> table.row(row.cells()));
    block(table.lines(width - INDENT.length(), ink));
  }

  private void heading(String name, String labels) {
    var end = labels.isEmpty() ? "" : " " + labels;
    var rule = "─".repeat(Math.max(3, width - Letters.width(name) - 1 - Letters.width(end)));
    lines.add("");
    lines.add(ink.bold(name) + " " + ink.quiet(rule + end));
  }

  /** Indented lines with an empty one before; nothing for none. */
  private void block(List<String> block) {
    if (!block.isEmpty()) {
      lines.add("");
      block.forEach(line -> lines.add(INDENT + line));
    }
  }

  private Stream<String> prose(String text, String first, String others) {
    var wrapped = Letters.wrapped(text, Math.min(width, PROSE_WIDTH_MAX) - 2 * INDENT.length());
    return Stream.concat(
        Stream.of(first + wrapped.getFirst()), wrapped.stream().skip(1).map(others::concat));
  }
}
