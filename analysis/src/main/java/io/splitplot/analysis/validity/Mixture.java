package io.splitplot.analysis.validity;

import io.splitplot.analysis.sequential.Crossing;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * The always-valid test of a difference whose variance is known, written down once more from its
 * source: Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (2024), Ann. Stat., theorem 2.2.
 *
 * @param planned units of both arms for which it is narrowest
 */
record Mixture(double planned) {
  private static final double ALPHA = 0.05;

  /** The exact chances to cross with daily looks. */
  Crossing crossing(double drift) {
    return Crossing.twoSided(drift, Looks.dailyFractions(), boundaries(this::boundary));
  }

  /** The exact chances of a guardrail, which only harm crosses, when there is none. */
  Crossing guardrailCrossing() {
    return Crossing.oneSided(0, Looks.dailyFractions(), boundaries(this::guardrailBoundary));
  }

  private static double[] boundaries(DoubleUnaryOperator boundary) {
    return IntStream.rangeClosed(1, Looks.DAYS)
        .mapToDouble(day -> boundary.applyAsDouble(2.0 * Looks.UNITS_A_DAY * day))
        .toArray();
  }

  /** The z that |z| must exceed when there are that many units. */
  private double boundary(double units) {
    var information = information(units, ALPHA);
    return Math.sqrt((1 + 1 / information) * (Math.log1p(information) - 2 * Math.log(ALPHA)));
  }

  /** The z to exceed on one side: the half-normal mixture of the appendix, tuned for 2 alpha. */
  private double guardrailBoundary(double units) {
    var information = information(units, 2 * ALPHA);
    return Math.sqrt(
        (1 + 1 / information) * 2 * Math.log1p(Math.sqrt(1 + information) / (2 * ALPHA)));
  }

  /** The mixing variance over that of the estimate. */
  private double information(double units, double alpha) {
    var cautious = -2 * Math.log(alpha);
    return (cautious + Math.log1p(cautious)) / planned * units;
  }

  /** The p-value of SQL at each look, as w, tuned before the start. */
  String sql() {
    return sql("always_valid", 1 - ALPHA);
  }

  /** The same of a guardrail. */
  String guardrailSql() {
    return sql("always_valid_one_sided", 1 - 2 * ALPHA);
  }

  private String sql(String function, double level) {
    return """
    cross join (
      select stats.mixing_variance(
        stats.planned_standard_error(1, %1$d, 1, %1$d), 2 * %1$d, %2$s, %4$s) as variance) tuned
    cross join lateral stats.%3$s(difference, standard_error, tuned.variance) w
    """
        .formatted(Looks.UNITS_A_DAY, planned, function, level);
  }
}
