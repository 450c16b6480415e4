package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.List;

/** A ratio over page views, while users were randomised. */
final class ClusteredRatio implements Goal {
  private static final int USERS = 500;
  private static final double B = 4;

  /** Negative control: as if each view were a unit. */
  private static final String NAIVE =
      """
      select p.p_value
      from %s
      cross join lateral stats.proportions(
        (r.y_c * r.n_c)::bigint, (r.x_c * r.n_c)::bigint,
        (r.y_t * r.n_t)::bigint, (r.x_t * r.n_t)::bigint) p
      order by r.row
      """
          .formatted(PairComparisons.ROWS);

  @Override
  public String key() {
    return "G9";
  }

  @Override
  public String title() {
    return "Ratios of users' sums are valid, views as units are seen not to be";
  }

  @Override
  public Outcomes simulate(Block block, Sql sql) throws SQLException {
    var draws = block.draws();
    var comparisons = new PairComparisons(block.runs());
    for (var run = 0; run < block.runs(); run++) {
      comparisons.add(ClusteredUsers.arm(draws, USERS, B), ClusteredUsers.arm(draws, USERS, B));
    }
    return new Outcomes()
        .withAll("", ClusteredUsers.judged(sql, comparisons, 0))
        .with("naive", sql.query(NAIVE, comparisons.arrays()));
  }

  @Override
  public List<Finding> judge(Outcomes outcomes) {
    return List.of(
        Finding.rate(
            "delta method, 500 users each: rejected at 0.05",
            outcomes.rejected("p_value", ALPHA),
            ALPHA,
            outcomes.rows()),
        Finding.control(
            "z test of views: rejected at 0.05",
            outcomes.rejected("naive", ALPHA),
            ALPHA,
            outcomes.rows()));
  }
}
