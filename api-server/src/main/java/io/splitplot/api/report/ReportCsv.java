package io.splitplot.api.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.report.ReportDocument.Adjusted;
import io.splitplot.api.report.ReportDocument.Comparison;
import io.splitplot.api.report.ReportDocument.FixedHorizon;
import io.splitplot.api.report.ReportDocument.GroupSequential;
import io.splitplot.api.report.ReportDocument.Interval;
import io.splitplot.api.report.ReportDocument.Metric;
import io.splitplot.api.report.ReportDocument.Uncapped;
import io.splitplot.api.report.ReportDocument.Variant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * A report as CSV by RFC 4180: a line for each metric and variant, the numbers with all their
 * digits and unscaled, absent ones empty. The column {@code health} names the checks that don't
 * pass, so that a line which travels alone still carries the warning.
 */
public final class ReportCsv {
  private static final List<Column> COLUMNS =
      List.of(
          text("experiment", row -> row.report.experiment()),
          text("state", row -> row.report.state()),
          text("as_of", row -> row.report.asOf()),
          text("data_as_of", row -> row.report.dataAsOf()),
          text("health", row -> String.join("; ", row.report.complaints())),
          text("metric", row -> row.metric.metric()),
          text("kind", row -> row.metric.kind()),
          text("role", row -> row.metric.role()),
          text("method", row -> row.metric.method()),
          text("unit", row -> row.metric.unit()),
          text("currency", row -> row.metric.currency()),
          text("variant", row -> row.variant.variant()),
          number("n", row -> row.variant.n()),
          number("mean", row -> row.variant.mean()),
          number("standard_deviation", row -> row.variant.standardDeviation()),
          text("baseline", row -> row.compared(Comparison::baseline)),
          number("difference", row -> row.compared(Comparison::difference)),
          number("standard_error", row -> row.compared(Comparison::standardError)),
          number("degrees_of_freedom", row -> row.compared(Comparison::degreesOfFreedom)),
          number("statistic", row -> row.compared(Comparison::statistic)),
          number("p_value", row -> row.compared(Comparison::pValue)),
          number("log_p_value", row -> row.compared(Comparison::logPValue)),
          number("p_value_adjusted", row -> row.compared(Comparison::pValueAdjusted)),
          number("interval_low", row -> low(row.compared(Comparison::interval))),
          number("interval_high", row -> high(row.compared(Comparison::interval))),
          number("level", row -> row.compared(Comparison::level)),
          number("lift", row -> row.compared(Comparison::lift)),
          number("lift_low", row -> low(row.compared(Comparison::liftInterval))),
          number("lift_high", row -> high(row.compared(Comparison::liftInterval))),
          number("adjusted_difference", row -> row.adjusted(Adjusted::difference)),
          number("adjusted_standard_error", row -> row.adjusted(Adjusted::standardError)),
          number("adjusted_p_value", row -> row.adjusted(Adjusted::pValue)),
          number("adjusted_interval_low", row -> low(row.adjusted(Adjusted::interval))),
          number("adjusted_interval_high", row -> high(row.adjusted(Adjusted::interval))),
          number("variance_ratio", row -> row.adjusted(Adjusted::varianceRatio)),
          number("uncapped_difference", row -> row.uncapped(Uncapped::difference)),
          number("uncapped_p_value", row -> row.uncapped(Uncapped::pValue)),
          number("uncapped_interval_low", row -> low(row.uncapped(Uncapped::interval))),
          number("uncapped_interval_high", row -> high(row.uncapped(Uncapped::interval))),
          text("decision", row -> row.compared(Comparison::decision)),
          number("detectable_difference", row -> row.compared(Comparison::detectableDifference)),
          number("fixed_p_value", row -> row.fixed(FixedHorizon::pValue)),
          number("fixed_interval_low", row -> low(row.fixed(FixedHorizon::interval))),
          number("fixed_interval_high", row -> high(row.fixed(FixedHorizon::interval))),
          number("information", row -> row.analysed(GroupSequential::information)),
          number("boundary", row -> row.analysed(GroupSequential::boundary)),
          number("alpha_spent", row -> row.analysed(GroupSequential::alphaSpent)),
          number("median_unbiased_difference", row -> row.analysed(GroupSequential::estimate)),
          text("reproduce", row -> row.compared(Comparison::reproduce)),
          text("note", row -> String.join("; ", row.notes())));

  /** What makes a spreadsheet take a text for a formula. */
  private static final String FORMULA_STARTS = "=+-@\t\r\n";

  private ReportCsv() {}

  private record Column(String name, Function<Row, @Nullable String> cell) {}

  private record Row(
      ReportDocument report, Metric metric, Variant variant, Optional<Comparison> comparison) {
    <T> @Nullable T compared(Function<Comparison, @Nullable T> part) {
      return comparison.isPresent() ? part.apply(comparison.get()) : null;
    }

    <T> @Nullable T adjusted(Function<Adjusted, @Nullable T> part) {
      var adjusted = compared(Comparison::adjusted);
      return adjusted == null ? null : part.apply(adjusted);
    }

    <T> @Nullable T uncapped(Function<Uncapped, @Nullable T> part) {
      var uncapped = compared(Comparison::uncapped);
      return uncapped == null ? null : part.apply(uncapped);
    }

    <T> @Nullable T fixed(Function<FixedHorizon, @Nullable T> part) {
      var fixed = compared(Comparison::fixedHorizon);
      return fixed == null ? null : part.apply(fixed);
    }

    <T> @Nullable T analysed(Function<GroupSequential, @Nullable T> part) {
      var analysed = compared(Comparison::groupSequential);
      return analysed == null ? null : part.apply(analysed);
    }

    List<String> notes() {
      return Stream.of(
              Stream.ofNullable(metric.note()),
              Stream.ofNullable(variant.note()),
              Stream.ofNullable(this.<String>compared(Comparison::note)),
              Stream.ofNullable(this.<String>adjusted(Adjusted::note)))
          .flatMap(notes -> notes)
          .distinct()
          .toList();
    }
  }

  /**
   * The CSV of a report's JSON.
   *
   * @throws IllegalArgumentException when it isn't a report
   */
  public static String csv(JsonNode document) {
    var report = ReportDocument.of(document);
    var text = new StringBuilder();
    try (var printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
      printer.printRecord(COLUMNS.stream().map(Column::name));
      for (var metric : report.metrics()) {
        for (var variant : metric.variants()) {
          var row = new Row(report, metric, variant, comparison(metric, variant));
          printer.printRecord(COLUMNS.stream().map(column -> column.cell().apply(row)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static Optional<Comparison> comparison(Metric metric, Variant variant) {
    return metric.comparisons().stream()
        .filter(comparison -> comparison.variant().equals(variant.variant()))
        .findFirst();
  }

  private static Column text(String name, Function<Row, @Nullable String> text) {
    return new Column(name, row -> harmless(text.apply(row)));
  }

  private static Column number(String name, Function<Row, @Nullable BigDecimal> number) {
    return new Column(
        name,
        row -> {
          var value = number.apply(row);
          return value == null ? null : value.toString();
        });
  }

  /** With an apostrophe in front, a spreadsheet shows what it would have computed. */
  private static @Nullable String harmless(@Nullable String text) {
    return text != null && !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0
        ? "'" + text
        : text;
  }

  private static @Nullable BigDecimal low(@Nullable Interval interval) {
    return interval == null ? null : interval.low();
  }

  private static @Nullable BigDecimal high(@Nullable Interval interval) {
    return interval == null ? null : interval.high();
  }
}
