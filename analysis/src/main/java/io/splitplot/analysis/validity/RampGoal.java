package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.List;

/** Phases of a ramp are compared each with itself; pooled they show an effect that is not there. */
final class RampGoal implements Goal {
  private static final int UNITS = 10_000;

  /** A chi-square of phases needs more: with 10 conversions in an arm it is too large. */
  private static final int UNITS_TO_AGREE = 100_000;

  private static final double[] BASELINES = {0.10, 0.13, 0.09};
  private static final double[] TREATED = {0.01, 0.1, 0.5};

  @Override
  public String name() {
    return "G10";
  }

  @Override
  public String claim() {
    return "A ramp is analysed phase by phase";
  }

  @Override
  public Findings measure(Trial trial) throws SQLException {
    var pValues = simulate(trial, "G10", UNITS);
    var agreement = simulate(trial, "G10 agreement", UNITS_TO_AGREE)[2];
    var pooled = pValues[1];
    var half = new Limits(0, pooled.length / 2.0);
    return Findings.of(
        Check.rate("stratified by phase", pValues[0], p -> p < 0.05, 0.05),
        Check.rate("phases of 100,000 said to disagree", agreement, p -> p < 0.05, 0.05),
        Check.count("all phases pooled", pooled, p -> p < 0.05, half).asControl());
  }

  /** For each ramp the p-values: by phase, pooled, and whether the phases agree. */
  private static double[][] simulate(Trial trial, String name, int units) throws SQLException {
    var sampler = trial.sampler(name);
    return trial.simulate(
        List.of("run", "n_c", "x_c", "n_t", "x_t"),
        BASELINES.length,
        (run, rows) -> phases(sampler, run, units, rows),
        """
        select phases.p_value, pooled.p_value, phases.heterogeneity_p_value
        from (
          select
            array_agg(n_c::bigint) as n_c, array_agg(x_c / n_c) as m_c,
            array_agg(x_c * (1 - x_c / n_c) / (n_c - 1)) as v_c,
            array_agg(n_t::bigint) as n_t, array_agg(x_t / n_t) as m_t,
            array_agg(x_t * (1 - x_t / n_t) / (n_t - 1)) as v_t,
            sum(n_c)::bigint as all_n_c, sum(x_c)::bigint as all_x_c,
            sum(n_t)::bigint as all_n_t, sum(x_t)::bigint as all_x_t
          from sample
          group by run) s
        cross join lateral stats.stratified(
          s.n_c, s.m_c, s.v_c, s.n_t, s.m_t, s.v_t) phases
        cross join lateral stats.proportions(all_x_c, all_n_c, all_x_t, all_n_t) pooled
        """);
  }

  private static void phases(Sampler sampler, int run, int units, Rows rows) {
    for (var phase = 0; phase < BASELINES.length; phase++) {
      var treated = (int) Math.round(units * TREATED[phase]);
      var control = units - treated;
      rows.add(
          run,
          control,
          sampler.binomial(control, BASELINES[phase]),
          treated,
          sampler.binomial(treated, BASELINES[phase]));
    }
  }
}
