package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.List;

/** CUPED with a covariate of correlation 0.7 on equal arms: still valid, and half the variance. */
final class CovariateAdjustment implements Goal {
  private static final double CORRELATION = 0.7;

  /** For the mean of many runs: its own scatter is below a tenth of this. */
  private static final double RATIO_MARGIN = 0.02;

  private static final String CUPED =
      """
      select p.p_value, p.variance_ratio
      from %s
      cross join lateral stats.%%s(
        %s,
        %s) p
      order by r.row
      """
          .formatted(PairComparisons.ROWS, PairComparisons.BASELINE, PairComparisons.TREATMENT);

  @Override
  public String key() {
    return "G8";
  }

  @Override
  public String title() {
    return "CUPED stays valid and takes the variance that it should";
  }

  @Override
  public Outcomes simulate(Block block, Sql sql) throws SQLException {
    var draws = block.draws();
    var equal = comparisons(draws, block.runs(), 2000, 2000);
    var unequal = comparisons(draws, block.runs(), 3600, 400);
    return new Outcomes()
        .withAll("", sql.query(CUPED.formatted("cuped"), equal.arrays()))
        .withAll("interacted ", sql.query(CUPED.formatted("cuped_interacted"), unequal.arrays()));
  }

  private static PairComparisons comparisons(
      Draws draws, int runs, int unitsOfBaseline, int unitsOfTreatment) {
    var comparisons = new PairComparisons(runs);
    for (var run = 0; run < runs; run++) {
      comparisons.add(
          PairMoments.ofNormal(draws, unitsOfBaseline, CORRELATION),
          PairMoments.ofNormal(draws, unitsOfTreatment, CORRELATION));
    }
    return comparisons;
  }

  @Override
  public List<Finding> judge(Outcomes outcomes) {
    var runs = outcomes.rows();
    var ratio = 1 - CORRELATION * CORRELATION;
    return List.of(
        Finding.rate(
            "one slope, 2,000 each: rejected at 0.05",
            outcomes.rejected("p_value", ALPHA),
            ALPHA,
            runs),
        Finding.rate(
            "a slope per arm, 3,600 and 400: rejected at 0.05",
            outcomes.rejected("interacted p_value", ALPHA),
            ALPHA,
            runs),
        Finding.value(
            "one slope: mean variance over that without",
            outcomes.mean("variance_ratio"),
            ratio,
            Band.around(ratio, RATIO_MARGIN),
            runs),
        Finding.value(
            "a slope per arm: mean variance over that without",
            outcomes.mean("interacted variance_ratio"),
            ratio,
            Band.around(ratio, RATIO_MARGIN),
            runs));
  }
}
