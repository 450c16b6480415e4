package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.List;

/**
 * The same units split anew by the real hashes, again and again, show no effect more often than
 * chance does.
 */
final class AssignmentGoal implements Goal {
  private static final int UNITS = 1000;

  /** Each costs two hashes a unit. */
  private static final int SALTS_MAX = 2000;

  @Override
  public String name() {
    return "G14";
  }

  @Override
  public String claim() {
    return "Assignment by hashes is as good as chance, from the unit to the p-value";
  }

  @Override
  public Findings measure(Trial trial) throws SQLException {
    var pValues =
        units(trial)
            .query(
                trial.connection(),
                """
                , assigned as (
                  select salt, d.variant_index as variant, s.value
                  from sample s
                  cross join generate_series(1, %d) salt
                  cross join lateral splitplot.decide(
                    'running', '{}', '{}', '{}', '{}',
                    'layer ' || salt, '{[0,800000)}', '{[0,800000)}', '{}',
                    'phase ' || salt, '{0,500000}', 1, '{}', null, 'user-' || s.unit, null) d
                  where d.variant_index is not null
                ),
                arm as (
                  select salt, variant, count(*) as n, stats.moments(value) as m
                  from assigned
                  group by salt, variant
                )
                select w.p_value, r.p_value
                from arm c
                join arm t using (salt)
                cross join lateral stats.welch(
                  c.n, c.m[2], c.m[3] / (c.n - 1), t.n, t.m[2], t.m[3] / (t.n - 1)) w
                cross join lateral stats.srm(array[c.n, t.n], array[1, 1]) r
                where c.variant = 1 and t.variant = 2
                """
                    .formatted(Math.min(SALTS_MAX, trial.runs())));
    var welch = pValues[0];
    return Findings.of(
            Check.rate("rejected without an effect", welch, p -> p < 0.05, 0.05),
            Check.rateAtMost("split called a mismatch", pValues[1], p -> p < 0.001, 0.001),
            Check.uniform("largest distance (Kolmogorov-Smirnov)", welch))
        .with(Plot.ofPValues("p-values of real assignments", welch));
  }

  private static Rows units(Trial trial) {
    var sampler = trial.sampler("G14");
    var units = new Rows(List.of("unit", "value"), UNITS);
    for (var unit = 1; unit <= UNITS; unit++) {
      units.add(unit, sampler.gamma(4));
    }
    return units;
  }
}
