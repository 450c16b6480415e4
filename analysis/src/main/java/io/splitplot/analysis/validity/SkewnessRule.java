package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.List;

/**
 * A small arm of a skewed metric, where Welch's test is wrong: each such report must be flagged,
 * and none of a symmetric metric.
 */
final class SkewnessRule implements Goal {
  private static final int BASELINE = 4950;
  private static final int TREATMENT = 50;
  private static final double SIGMA = 1.5;

  private static final String FLAGGED =
      """
      select s.is_small::integer as flagged
      from unnest(?::float8[]) with ordinality as r (skewness, row)
      cross join lateral stats.skewness_rule(%d, r.skewness) s
      order by r.row
      """
          .formatted(TREATMENT);

  @Override
  public String key() {
    return "G12";
  }

  @Override
  public String title() {
    return "Arms too small for a skewed metric are flagged";
  }

  @Override
  public Outcomes simulate(Block block, Sql sql) throws SQLException {
    var draws = block.draws();
    var comparisons = new Comparisons(block.runs());
    var skewed = new double[block.runs()];
    var symmetric = new double[block.runs()];
    for (var run = 0; run < block.runs(); run++) {
      var baseline = new Skewness();
      var treatment = new Skewness();
      baseline.add(BASELINE, () -> draws.logNormal(SIGMA));
      treatment.add(TREATMENT, () -> draws.logNormal(SIGMA));
      comparisons.add(baseline.moments(), treatment.moments());
      skewed[run] = baseline.plus(treatment).skewness();
      var normal = new Skewness();
      normal.add(BASELINE + TREATMENT, draws::normal);
      symmetric[run] = normal.skewness();
    }
    return Welch.pValues(sql, comparisons)
        .with("skewed", sql.query(FLAGGED, (Object) skewed))
        .with("symmetric", sql.query(FLAGGED, (Object) symmetric));
  }

  @Override
  public List<Finding> judge(Outcomes outcomes) {
    var runs = outcomes.rows();
    return List.of(
        Finding.rate(
            "log-normal of s = 1.5, 4,950 and 50 units: flagged", outcomes.count("skewed"), 1, runs),
        Finding.rate(
            "normal, 4,950 and 50 units: flagged", outcomes.count("symmetric"), 0, runs),
        Finding.control(
            "log-normal: Welch's test rejected at 0.05",
            outcomes.rejected("p_value", ALPHA),
            ALPHA,
            runs));
  }
}
