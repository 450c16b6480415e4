package io.splitplot.analysis.validity;

import io.splitplot.analysis.validity.PairMoments.Pair;
import java.sql.SQLException;

/**
 * Users who view pages and click on some: each has an inclination of its own, so the views of one
 * are not independent of each other. The ratio is clicks over views.
 */
final class ClusteredUsers {
  private static final double VIEWS = 5;

  private static final String INFERENCE =
      """
      select w.p_value, (w.interval_low <= %%s and %%s <= w.interval_high)::integer as covers
      from %s
      cross join lateral stats.ratio_moments(%s) c
      cross join lateral stats.ratio_moments(%s) t
      cross join lateral stats.welch(r.n_c, c.mean, c.variance, r.n_t, t.mean, t.variance) w
      order by r.row
      """
          .formatted(PairComparisons.ROWS, PairComparisons.BASELINE, PairComparisons.TREATMENT);

  private ClusteredUsers() {}

  /**
   * An arm of users with Beta(1, b) inclinations and Poisson views: the true ratio is 1 / (1 + b).
   */
  static PairMoments arm(Draws draws, int users, double b) {
    return PairMoments.of(users, () -> user(draws, b));
  }

  private static Pair user(Draws draws, double b) {
    var views = draws.poisson(VIEWS);
    return new Pair(draws.binomial(views, draws.betaOfOneAnd(b)), views);
  }

  /** By the delta method: a p-value a comparison, and whether the interval has the difference. */
  static Outcomes judged(Sql sql, PairComparisons comparisons, double difference)
      throws SQLException {
    return sql.query(INFERENCE.formatted(difference, difference), comparisons.arrays());
  }
}
