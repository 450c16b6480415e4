package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.List;

/** A ramp whose share of treatment grows while the rate of the metric moves; arms are equal. */
final class RampPooling implements Goal {
  private static final int UNITS = 10_000;
  private static final double[] RATES = {0.1, 0.13, 0.09};
  private static final double[] TREATED = {0.01, 0.1, 0.5};

  /** How often pooling must be wrong: more than one half. */
  private static final double POOLED_WRONG = 0.5;

  private static final String STRATIFIED =
      """
      with ramp as (
        select (r.row - 1) / %d as run,
          array_agg(r.n_c order by r.row) as n_c, array_agg(r.mean_c order by r.row) as mean_c,
          array_agg(r.variance_c order by r.row) as variance_c,
          array_agg(r.n_t order by r.row) as n_t, array_agg(r.mean_t order by r.row) as mean_t,
          array_agg(r.variance_t order by r.row) as variance_t
        from %s
        group by 1
      )
      select s.p_value, s.heterogeneity_p_value,
        (s.interval_low <= 0 and 0 <= s.interval_high)::integer as covers
      from ramp
      cross join lateral stats.stratified(%s) s
      order by ramp.run
      """
          .formatted(RATES.length, Comparisons.ROWS, Comparisons.ARMS.replace("r.", "ramp."));

  @Override
  public String key() {
    return "G10";
  }

  @Override
  public String title() {
    return "Phases of a ramp are compared within themselves, pooling is seen to be wrong";
  }

  @Override
  public Outcomes simulate(Block block, Sql sql) throws SQLException {
    var draws = block.draws();
    var phases = new Comparisons(block.runs() * RATES.length);
    var pooled = new Comparisons(block.runs());
    for (var run = 0; run < block.runs(); run++) {
      ramp(draws, phases, pooled);
    }
    return sql.query(STRATIFIED, phases.arrays()).with("pooled", Welch.pValues(sql, pooled));
  }

  private static void ramp(Draws draws, Comparisons phases, Comparisons pooled) {
    var baseline = Moments.NONE;
    var treatment = Moments.NONE;
    for (var phase = 0; phase < RATES.length; phase++) {
      var treated = (int) Math.round(UNITS * TREATED[phase]);
      var ofBaseline = arm(draws, UNITS - treated, RATES[phase]);
      var ofTreatment = arm(draws, treated, RATES[phase]);
      phases.add(ofBaseline, ofTreatment);
      baseline = baseline.plus(ofBaseline);
      treatment = treatment.plus(ofTreatment);
    }
    pooled.add(baseline, treatment);
  }

  private static Moments arm(Draws draws, int units, double rate) {
    return Moments.ofProportion(draws.binomial(units, rate), units);
  }

  @Override
  public List<Finding> judge(Outcomes outcomes) {
    var runs = outcomes.rows();
    return List.of(
        Finding.rate(
            "stratified over 3 phases: rejected at 0.05",
            outcomes.rejected("p_value", ALPHA),
            ALPHA,
            runs),
        Finding.rate(
            "phases said to disagree at 0.05",
            outcomes.rejected("heterogeneity_p_value", ALPHA),
            ALPHA,
            runs),
        Finding.control(
            "phases pooled: rejected at 0.05",
            outcomes.rejected("pooled", ALPHA),
            POOLED_WRONG,
            runs));
  }
}
