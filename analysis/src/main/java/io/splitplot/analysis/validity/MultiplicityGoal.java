package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.List;

/** Of many comparisons as few are wrongly found as was promised. */
final class MultiplicityGoal implements Goal {
  private static final int COMPARISONS = 20;
  private static final int EFFECTS = 10;
  private static final double SHIFT = 3;

  /** 4.9 deviations of a mean of 20,000, rounded up. */
  private static final double MARGIN = 0.004;

  private static final int RUNS_OF_MARGIN = 20_000;

  @Override
  public String name() {
    return "G11";
  }

  @Override
  public String claim() {
    return "Of many comparisons no more are wrongly found than was promised";
  }

  @Override
  public Findings measure(Trial trial) throws SQLException {
    var holm = holm(trial);
    var discoveries = falseDiscoveries(trial);
    var expected = 0.05 * (COMPARISONS - EFFECTS) / COMPARISONS;
    var margin = MARGIN * Math.sqrt((double) RUNS_OF_MARGIN / discoveries.length);
    return Findings.of(
        Check.rate("Holm, 20 without an effect, any found", holm[0], any -> any > 0, familyWise()),
        Check.rate("the same unadjusted", holm[1], any -> any > 0, 0.05).asControl(),
        Check.mean(
            "Benjamini-Hochberg, 10 of 20 with an effect, part wrongly found",
            discoveries,
            new Limits(expected - margin, expected + margin)));
  }

  /** With independent comparisons the smallest p-value decides, at alpha over their number. */
  private static double familyWise() {
    return 1 - Math.pow(1 - 0.05 / COMPARISONS, COMPARISONS);
  }

  private static double[][] holm(Trial trial) throws SQLException {
    var sampler = trial.sampler("G11 Holm");
    return trial.simulate(
        List.of("run", "z"),
        COMPARISONS,
        (run, rows) -> family(sampler, run, rows),
        """
        select
          (select count(*) from unnest(stats.holm(s.p)) q where q <= 0.05),
          (select count(*) from unnest(s.p) q where q <= 0.05)
        from (select array_agg(stats.normal_two_sided_p(z)) as p from sample group by run) s
        """);
  }

  private static double[] falseDiscoveries(Trial trial) throws SQLException {
    var sampler = trial.sampler("G11 Benjamini-Hochberg");
    return trial
        .simulate(
            List.of("run", "z", "has_effect"),
            COMPARISONS,
            (run, rows) -> mixedFamily(sampler, run, rows),
            """
            select coalesce(
              (select count(*) filter (where e = 0)::float8 / nullif(count(*), 0)
               from unnest(stats.benjamini_hochberg(s.p), s.has_effect) a(q, e)
               where q <= 0.05), 0)
            from (
              select array_agg(stats.normal_two_sided_p(z)) as p, array_agg(has_effect) as has_effect
              from sample
              group by run) s
            """)[
        0];
  }

  private static void family(Sampler sampler, int run, Rows rows) {
    for (var i = 0; i < COMPARISONS; i++) {
      rows.add(run, sampler.gaussian());
    }
  }

  private static void mixedFamily(Sampler sampler, int run, Rows rows) {
    for (var i = 0; i < COMPARISONS; i++) {
      var hasEffect = i < EFFECTS ? 1 : 0;
      rows.add(run, hasEffect * SHIFT + sampler.gaussian(), hasEffect);
    }
  }
}
