package io.splitplot.analysis.crosscheck;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Two implementations that do not know of each other give the same numbers: SQL and Java on 10,000
 * random inputs each, drawn over many orders of magnitude from fixed seeds.
 */
class SqlCrosscheckTest {
  private static final int CASES = 10_000;
  private static final double RELATIVE = 1e-9;

  /** What is nearer than this part of its terms is the same: the terms have no more digits. */
  private static final double ROUNDING = 1e-13;

  /** Probabilities that no double holds exactly. */
  private static final double SMALLEST = 1e-300;

  private static final TestDatabase DATABASE = TestDatabase.primary();

  private final List<String> differences = new ArrayList<>();

  @AfterAll
  static void dropDatabase() {
    DATABASE.close();
  }

  @Test
  void welch() throws SQLException {
    var random = new SplittableRandom(1);
    var arms = new Arm[2][];
    for (var i = 0; i < 2; i++) {
      arms[i] =
          IntStream.range(0, CASES)
              .mapToObj(k ->
                  new Arm(
                      (long) magnitude(random, 0.31, 7),
                      1 + random.nextDouble(),
                      magnitude(random, -3, 5)))
              .toArray(Arm[]::new);
    }

    var rows =
        query(
            """
            select w.difference, w.standard_error, w.degrees_of_freedom, w.statistic, w.p_value,
              w.log_p_value, w.interval_low, w.interval_high
            from unnest(?::float8[], ?::float8[], ?::float8[], ?::float8[], ?::float8[], ?::float8[])
                with ordinality given (nc, mc, vc, nt, mt, vt, i),
              lateral stats.welch(nc::bigint, mc, vc, nt::bigint, mt, vt, 0.95) w
            order by i\
            """,
            column(arms[0], Arm::n),
            column(arms[0], Arm::mean),
            column(arms[0], Arm::variance),
            column(arms[1], Arm::n),
            column(arms[1], Arm::mean),
            column(arms[1], Arm::variance));

    for (var i = 0; i < CASES; i++) {
      var want = Welch.of(arms[0][i], arms[1][i], 0.95);
      compareInference(arms[0][i] + " " + arms[1][i], rows.get(i), want, 2);
    }
    assertSame(rows);
  }

  @Test
  void proportions() throws SQLException {
    var random = new SplittableRandom(2);
    var given = new ArrayList<Proportions>();
    for (var i = 0; i < CASES; i++) {
      var nc = (long) magnitude(random, 0, 9);
      var nt = (long) magnitude(random, 0, 9);
      var rate = magnitude(random, -4, 0);
      given.add(
          new Proportions(
              Math.round(nc * rate), nc, Math.round(nt * rate * random.nextDouble()), nt, 0.95));
    }

    var rows =
        query(
            """
            select p.difference, p.standard_error, p.statistic, p.p_value, p.log_p_value,
              p.interval_low, p.interval_high, w.interval_low, w.interval_high,
              a.interval_low, a.interval_high
            from unnest(?::float8[], ?::float8[], ?::float8[], ?::float8[])
                with ordinality given (xc, nc, xt, nt, i),
              lateral stats.proportions(xc::bigint, nc::bigint, xt::bigint, nt::bigint, 0.95) p,
              lateral stats.wilson(xc::bigint, nc::bigint, 0.95) w,
              lateral stats.agresti_caffo(xc::bigint, nc::bigint, xt::bigint, nt::bigint, 0.95) a
            order by i\
            """,
            column(given, Proportions::baselineSuccesses),
            column(given, Proportions::baselineUnits),
            column(given, Proportions::treatmentSuccesses),
            column(given, Proportions::treatmentUnits));

    for (var i = 0; i < CASES; i++) {
      var want = given.get(i);
      var name = want.toString();
      var got = rows.get(i);
      compare(name, "difference", got[0], want.difference(), ROUNDING);
      compare(name, "standard error", got[1], want.pooledError(), 0);
      compare(name, "z", got[2], want.pooledZ(), ROUNDING);
      compare(name, "p", got[3], want.pooledP(), SMALLEST);
      compare(name, "ln p", got[4], want.pooledLogP(), ROUNDING);
      var wilson = Proportions.wilson(want.baselineSuccesses(), want.baselineUnits(), 0.95);
      compare(name, "low", got[5], want.newcombe().low(), ROUNDING);
      compare(name, "high", got[6], want.newcombe().high(), ROUNDING);
      compare(name, "Wilson's low", got[7], wilson.low(), ROUNDING);
      compare(name, "Wilson's high", got[8], wilson.high(), ROUNDING);
      compare(name, "Agresti's low", got[9], want.agrestiCaffo().low(), ROUNDING);
      compare(name, "Agresti's high", got[10], want.agrestiCaffo().high(), ROUNDING);
    }
    assertSame(rows);
  }

  @Test
  void sampleRatio() throws SQLException {
    var random = new SplittableRandom(3);
    var counts = new ArrayList<long[]>();
    var weights = new ArrayList<double[]>();
    for (var i = 0; i < CASES; i++) {
      var arms = 2 + random.nextInt(4);
      var weight = random.ints(arms, 1, 20).asDoubleStream().toArray();
      var size = magnitude(random, 1, 8);
      var off = magnitude(random, -4, -1);
      weights.add(weight);
      counts.add(
          Arrays.stream(weight)
              .mapToLong(w -> 1 + Math.round(size * w * (1 + off * random.nextDouble())))
              .toArray());
    }

    var rows =
        query(
            """
            select s.statistic, s.degrees_of_freedom, s.p_value, s.log_p_value, s.expected_minimum
            from unnest(?::text[], ?::text[]) with ordinality given (counts, weights, i),
              lateral stats.srm(counts::bigint[], weights::float8[]) s
            order by i\
            """,
            counts.stream().map(SqlCrosscheckTest::literal).toArray(),
            weights.stream().map(SqlCrosscheckTest::literal).toArray());

    for (var i = 0; i < CASES; i++) {
      var want = SampleRatio.of(counts.get(i), weights.get(i));
      var name = Arrays.toString(counts.get(i)) + Arrays.toString(weights.get(i));
      var got = rows.get(i);
      compare(name, "chi-square", got[0], want.statistic(), ROUNDING);
      compare(name, "degrees of freedom", got[1], want.degreesOfFreedom(), 0);
      compare(name, "p", got[2], want.p(), SMALLEST);
      compare(name, "ln p", got[3], want.logP(), ROUNDING);
      compare(name, "least expected", got[4], want.leastExpected(), 0);
    }
    assertSame(rows);
  }

  @Test
  void cuped() throws SQLException {
    var random = new SplittableRandom(4);
    var c = IntStream.range(0, CASES).mapToObj(i -> covariate(random)).toList();
    var t = IntStream.range(0, CASES).mapToObj(i -> covariate(random)).toList();

    var rows =
        query(
            """
            select w.difference, w.standard_error, w.degrees_of_freedom, w.statistic, w.p_value,
              w.log_p_value, w.interval_low, w.interval_high, w.theta, l.difference,
              l.standard_error
            from unnest(?::float8[], ?::float8[], ?::float8[], ?::float8[], ?::float8[], ?::float8[],
                  ?::float8[], ?::float8[], ?::float8[], ?::float8[], ?::float8[], ?::float8[])
                with ordinality g (nc, yc, xc, yyc, xxc, xyc, nt, yt, xt, yyt, xxt, xyt, i),
              lateral stats.cuped(nc::bigint, yc, xc, yyc, xxc, xyc,
                nt::bigint, yt, xt, yyt, xxt, xyt, 0.95) w,
              lateral stats.cuped_interacted(nc::bigint, yc, xc, yyc, xxc, xyc,
                nt::bigint, yt, xt, yyt, xxt, xyt, 0.95) l
            order by i\
            """,
            column(c, Covariate::n),
            column(c, Covariate::y),
            column(c, Covariate::x),
            column(c, Covariate::yy),
            column(c, Covariate::xx),
            column(c, Covariate::xy),
            column(t, Covariate::n),
            column(t, Covariate::y),
            column(t, Covariate::x),
            column(t, Covariate::yy),
            column(t, Covariate::xx),
            column(t, Covariate::xy));

    for (var i = 0; i < CASES; i++) {
      var theta = Covariate.slopeWithin(c.get(i), t.get(i));
      var want = Covariate.adjusted(c.get(i), t.get(i), theta, 0.95);
      var name = c.get(i) + " " + t.get(i);
      var terms = 4 * (1 + Math.abs(theta));
      compareInference(name, rows.get(i), want, terms);
      compare(name, "theta", rows.get(i)[8], theta, 0);
      compare(
          name,
          "Lin's difference",
          rows.get(i)[9],
          Covariate.linDifference(c.get(i), t.get(i)),
          ROUNDING * 100);
      compare(name, "Lin's error", rows.get(i)[10], Covariate.linError(c.get(i), t.get(i)), 0);
    }
    assertSame(rows);
  }

  @Test
  void multiplicity() throws SQLException {
    var random = new SplittableRandom(5);
    var families = new ArrayList<double[]>();
    for (var i = 0; i < CASES; i++) {
      var first = magnitude(random, -12, 0);
      // ties are likely to be treated differently
      families.add(
          random.doubles(1 + random.nextInt(12)).map(u -> u < 0.2 ? first : u * u * u).toArray());
    }

    var rows =
        query(
            """
            select i, k, a.bonferroni, a.holm, a.hochberg, a.bh, a.by
            from unnest(?::text[]) with ordinality given (p, i),
              unnest(stats.bonferroni(p::float8[]), stats.holm(p::float8[]),
                  stats.hochberg(p::float8[]), stats.benjamini_hochberg(p::float8[]),
                  stats.benjamini_yekutieli(p::float8[]))
                with ordinality a (bonferroni, holm, hochberg, bh, by, k)
            order by i, k\
            """,
            new Object[][] {families.stream().map(SqlCrosscheckTest::literal).toArray()});

    for (var row : rows) {
      var p = families.get((int) row[0] - 1);
      var k = (int) row[1] - 1;
      var name = Arrays.toString(p) + " number " + (k + 1);
      compare(name, "Bonferroni", row[2], Multiplicity.bonferroni(p)[k], 0);
      compare(name, "Holm", row[3], Multiplicity.holm(p)[k], 0);
      compare(name, "Hochberg", row[4], Multiplicity.hochberg(p)[k], 0);
      compare(name, "Benjamini-Hochberg", row[5], Multiplicity.benjaminiHochberg(p)[k], 0);
      compare(name, "Benjamini-Yekutieli", row[6], Multiplicity.benjaminiYekutieli(p)[k], 0);
    }
    assertSame(rows);
  }

  /** {@code terms}: the size of what the difference is a difference of. */
  private void compareInference(String name, double[] got, Welch want, double terms) {
    var rounding = ROUNDING * terms;
    // an error of the statistic moves ln p by the statistic times that
    var statistic = rounding / want.standardError();
    compare(name, "difference", got[0], want.difference(), rounding);
    compare(name, "standard error", got[1], want.standardError(), 0);
    compare(name, "degrees of freedom", got[2], want.degreesOfFreedom(), 0);
    compare(name, "t", got[3], want.statistic(), statistic);
    compare(
        name,
        "p",
        got[4],
        want.p(),
        SMALLEST + want.p() * statistic * (1 + Math.abs(want.statistic())));
    compare(name, "ln p", got[5], want.logP(), statistic * (1 + Math.abs(want.statistic())));
    compare(name, "low", got[6], want.low(), rounding);
    compare(name, "high", got[7], want.high(), rounding);
  }

  private void compare(String name, String quantity, double got, double want, double absolute) {
    var same =
        Double.isNaN(want)
            ? Double.isNaN(got)
            : Math.abs(got - want) <= Math.max(absolute, RELATIVE * Math.abs(want));
    if (!same) {
      differences.add("%s of %s: SQL says %s, Java %s".formatted(quantity, name, got, want));
    }
  }

  private void assertSame(List<double[]> rows) {
    assertThat(rows).hasSizeGreaterThanOrEqualTo(CASES);
    assertThat(differences.stream().limit(10)).as("%d differ", differences.size()).isEmpty();
  }

  /** Runs one statement over columns; null comes back as not a number. */
  private static List<double[]> query(String statement, Object[]... columns) throws SQLException {
    try (var connection = DATABASE.dataSource().getConnection();
        var prepared = connection.prepareStatement(statement)) {
      for (var i = 0; i < columns.length; i++) {
        prepared.setArray(i + 1, array(connection, columns[i]));
      }
      var rows = new ArrayList<double[]>();
      try (var result = prepared.executeQuery()) {
        while (result.next()) {
          var row = new double[result.getMetaData().getColumnCount()];
          for (var i = 0; i < row.length; i++) {
            row[i] = result.getDouble(i + 1);
            if (result.wasNull()) {
              row[i] = Double.NaN;
            }
          }
          rows.add(row);
        }
      }
      return rows;
    }
  }

  private static java.sql.Array array(Connection connection, Object[] column) throws SQLException {
    return connection.createArrayOf(column[0] instanceof String ? "text" : "float8", column);
  }

  private interface Field<T> {
    double of(T given);
  }

  private static <T> Object[] column(List<T> given, Field<T> field) {
    return given.stream().map(field::of).toArray();
  }

  private static <T> Object[] column(T[] given, Field<T> field) {
    return column(List.of(given), field);
  }

  private static String literal(long[] values) {
    return Arrays.toString(values).replace('[', '{').replace(']', '}');
  }

  private static String literal(double[] values) {
    return Arrays.toString(values).replace('[', '{').replace(']', '}');
  }

  /** A number between two powers of 10, even on the log scale. */
  private static double magnitude(SplittableRandom random, double from, double to) {
    return Math.pow(10, random.nextDouble(from, to));
  }

  private static Covariate covariate(SplittableRandom random) {
    var n = 3 + (long) magnitude(random, 0, 6);
    var yy = n * magnitude(random, -2, 3);
    var xx = n * magnitude(random, -2, 3);
    var correlation = random.nextDouble(-0.95, 0.95);
    return new Covariate(
        n,
        1 + random.nextDouble(),
        1 + random.nextDouble(),
        yy,
        xx,
        correlation * Math.sqrt(yy) * Math.sqrt(xx));
  }
}
