package io.splitplot.etl.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.testing.TestDatabase;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.distribution.TDistribution;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The real e-mail experiment, from the file to the report, against numbers that are computed here
 * straight from the file, in another way and with other libraries.
 */
class HillstromTest {
  private static final Path FOLDER = Path.of("..", "ops", "demo", "hillstrom");
  private static final Map<String, String> VARIANTS =
      Map.of("No E-Mail", "no-email", "Mens E-Mail", "mens-email", "Womens E-Mail", "womens-email");
  private static final List<String> METRICS = List.of("visit", "conversion", "spend");
  private static final List<String> TREATMENTS = List.of("mens-email", "womens-email");
  private static final int CUSTOMERS = 64_000;
  private static final Percentage MOMENTS = Percentage.withPercentage(1e-10);
  private static final Percentage COMPARISONS = Percentage.withPercentage(1e-7);

  private static final TestDatabase warehouse = TestDatabase.warehouse();
  private static List<String[]> rows;
  private static ImportResult first;

  @BeforeAll
  static void importTheFile() throws IOException, InterruptedException {
    warehouse.run(
        """
        insert into splitplot.unit_type values (1, 'user', 'A customer');
        insert into splitplot.experiment
        values (1, 'hillstrom', 1, 'external', null, 's', 1, 'running', '',
          '{"kind": "fixed_horizon", "alpha": 0.05, "planned_units": 64000}', 1,
          '2026-01-01', '2026-01-02', null);
        insert into splitplot.variant
        values (1, 1, 'no-email', 1, true), (2, 1, 'mens-email', 2, false),
          (3, 1, 'womens-email', 3, false);
        insert into splitplot.phase values (1, 1, 1, '[2026-01-02,)', 1000000, null);
        insert into splitplot.phase_variant
        values (1, 1, 1, 333334, '{}'), (1, 2, 1, 333333, '{}'), (1, 3, 1, 333333, '{}');
        insert into splitplot.metric
        select n, key, 1, kind, key, false, null, '14 days', 'history', 'increase', '', '2026-01-01'
        from (values (1, 'visit', 'proportion'), (2, 'conversion', 'proportion'),
          (3, 'spend', 'mean')) m(n, key, kind);
        insert into splitplot.experiment_metric
        values (1, 1, 'secondary'), (1, 2, 'secondary'), (1, 3, 'primary');
        """);
    rows =
        Files.readAllLines(FOLDER.resolve("hillstrom.csv")).stream()
            .map(line -> line.split(","))
            .toList();
    first = importHillstrom();
  }

  @AfterAll
  static void close() {
    warehouse.close();
  }

  private static ImportResult importHillstrom() throws InterruptedException {
    var plan = ImportPlan.read(FOLDER.resolve("import.yaml"));
    return Import.run(new ImportRequest(warehouse.dataSource(), plan), ImportProgress.NONE);
  }

  @Test
  void everyCustomerAndEveryCellIsStored() {
    assertThat(first)
        .isEqualTo(
            new ImportResult.Stored(
                CUSTOMERS, CUSTOMERS, 0, 4 * CUSTOMERS, 0, List.of(), List.of(), 0));
  }

  @Test
  void importingAgainAddsNothing() throws InterruptedException {
    assertThat(importHillstrom())
        .isEqualTo(
            new ImportResult.Stored(
                CUSTOMERS, 0, CUSTOMERS, 0, 4 * CUSTOMERS, List.of(), List.of(), 0));
  }

  @Test
  void countsMeansAndDeviationsAreThoseOfTheFile() throws SQLException {
    for (var variant : VARIANTS.values()) {
      for (var metric : METRICS) {
        var expected = Arm.of(metric, variant);
        var line = report(metric, variant);

        assertThat(line.n()).isEqualTo(expected.n());
        assertThat(line.mean()).isCloseTo(expected.mean(), MOMENTS);
        assertThat(line.standardDeviation()).isCloseTo(Math.sqrt(expected.variance()), MOMENTS);
      }
    }
  }

  @Test
  void comparisonsAreWelchsTestOfTheFile() throws SQLException {
    for (var variant : TREATMENTS) {
      for (var metric : METRICS) {
        var expected = Welch.of(Arm.of(metric, variant), Arm.of(metric, "no-email"));
        var line = report(metric, variant);

        assertThat(line.comparison().difference()).isCloseTo(expected.difference(), COMPARISONS);
        assertThat(line.comparison().standardError())
            .isCloseTo(expected.standardError(), COMPARISONS);
        assertThat(line.comparison().degreesOfFreedom())
            .isCloseTo(expected.degreesOfFreedom(), COMPARISONS);
        assertThat(line.comparison().pValue()).isCloseTo(expected.pValue(), COMPARISONS);
        assertThat(line.comparison().low()).isCloseTo(expected.low(), COMPARISONS);
        assertThat(line.comparison().high()).isCloseTo(expected.high(), COMPARISONS);
      }
    }
  }

  /** Counted from the end of the row: a column before, history_segment, has quoted commas. */
  private static String cell(String[] row, String column) {
    var header = List.of(rows.getFirst());
    return row[row.length - (header.size() - header.indexOf(column))];
  }

  private record Line(long n, double mean, double standardDeviation, Welch comparison) {}

  private static Line report(String metric, String variant) throws SQLException {
    try (var connection = warehouse.dataSource().getConnection();
        var statement =
            connection.prepareStatement(
                """
                select * from report.experiment('hillstrom') where metric = ? and variant = ?
                """)) {
      statement.setString(1, metric);
      statement.setString(2, variant);
      try (var row = statement.executeQuery()) {
        assertThat(row.next()).isTrue();
        return new Line(
            row.getLong("n"),
            row.getDouble("mean"),
            row.getDouble("standard_deviation"),
            comparison(row));
      }
    }
  }

  private static Welch comparison(ResultSet row) throws SQLException {
    return new Welch(
        row.getDouble("difference"),
        row.getDouble("standard_error"),
        row.getDouble("degrees_of_freedom"),
        row.getDouble("p_value"),
        row.getDouble("interval_low"),
        row.getDouble("interval_high"));
  }

  /** Exact sums of decimal numbers, rounded to a double at the very end. */
  private record Arm(long n, double mean, double variance) {
    static Arm of(String metric, String variant) {
      var values = new ArrayList<BigDecimal>();
      for (var row : rows.subList(1, rows.size())) {
        if (variant.equals(VARIANTS.get(cell(row, "treatment")))) {
          values.add(new BigDecimal(cell(row, metric)));
        }
      }
      var n = BigDecimal.valueOf(values.size());
      var mean =
          values.stream()
              .reduce(BigDecimal.ZERO, BigDecimal::add)
              .divide(n, MathContext.DECIMAL128);
      var squares =
          values.stream()
              .map(value -> value.subtract(mean).pow(2))
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      var variance = squares.divide(n.subtract(BigDecimal.ONE), MathContext.DECIMAL128);
      return new Arm(values.size(), mean.doubleValue(), variance.doubleValue());
    }
  }

  /** Welch (1947), with the distribution of Commons Math, whose lower tail is the accurate one. */
  private record Welch(
      double difference,
      double standardError,
      double degreesOfFreedom,
      double pValue,
      double low,
      double high) {
    static Welch of(Arm treatment, Arm control) {
      var a = treatment.variance() / treatment.n();
      var b = control.variance() / control.n();
      var difference = treatment.mean() - control.mean();
      var standardError = Math.sqrt(a + b);
      var degreesOfFreedom =
          (a + b) * (a + b) / (a * a / (treatment.n() - 1) + b * b / (control.n() - 1));
      var t = new TDistribution(null, degreesOfFreedom, 1e-14);
      var pValue = 2 * t.cumulativeProbability(-Math.abs(difference / standardError));
      var half = -t.inverseCumulativeProbability(0.025) * standardError;
      return new Welch(
          difference,
          standardError,
          degreesOfFreedom,
          pValue,
          difference - half,
          difference + half);
    }
  }
}
