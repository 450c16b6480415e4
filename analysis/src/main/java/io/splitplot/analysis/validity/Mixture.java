package io.splitplot.analysis.validity;

import io.splitplot.analysis.sequential.Crossing;
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
    return Crossing.twoSided(drift, Looks.dailyFractions(), boundaries());
  }

  private double[] boundaries() {
    return IntStream.rangeClosed(1, Looks.DAYS)
        .mapToDouble(day -> boundary(2.0 * Looks.UNITS_A_DAY * day))
        .toArray();
  }

  /** The z that |z| must exceed when there are that many units. */
  private double boundary(double units) {
    var cautious = -2 * Math.log(ALPHA);
    var information = (cautious + Math.log1p(cautious)) / planned * units;
    return Math.sqrt((1 + 1 / information) * (Math.log1p(information) + cautious));
  }

  /** The p-value of SQL at each look, as w, tuned before the start. */
  String sql() {
    return """
    cross join (
      select stats.mixing_variance(stats.planned_standard_error(1, %1$d, 1, %1$d), 2 * %1$d, %2$s)
        as variance) tuned
    cross join lateral stats.always_valid(difference, standard_error, tuned.variance) w
    """
        .formatted(Looks.UNITS_A_DAY, planned);
  }
}
