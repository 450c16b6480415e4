package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.List;

/** Intervals cover the truth as often as their level says. */
final class CoverageGoal implements Goal {
  private static final double LEVEL = 0.95;
  private static final double DIFFERENCE = 0.1;
  private static final int SAMPLE = 200;

  @Override
  public String name() {
    return "G3";
  }

  @Override
  public String claim() {
    return "Intervals cover the truth as often as their level says";
  }

  @Override
  public Findings measure(Trial trial) throws SQLException {
    return Findings.of(
        Check.rate("difference of means", difference(trial), covered -> covered > 0, LEVEL),
        Check.rate("lift, delta method", deltaLift(trial), covered -> covered > 0, LEVEL),
        Check.rate(
            "lift, Fieller, baseline of 2 errors",
            fiellerLift(trial),
            covered -> covered > 0,
            LEVEL),
        Check.rate("ratio of sums", ratio(trial), covered -> covered > 0, LEVEL),
        Check.rateAtLeast("median of 200", quantile(trial, 0.5), covered -> covered > 0, LEVEL),
        Check.rateAtLeast(
            "90 % quantile of 200", quantile(trial, 0.9), covered -> covered > 0, LEVEL));
  }

  private static double[] difference(Trial trial) throws SQLException {
    var sampler = trial.sampler("G3 difference");
    return TwoArms.evaluate(
        trial,
        () -> Arm.normal(sampler, 200, 1),
        () -> Arm.normal(sampler, 200, 1 + DIFFERENCE),
        TwoArms.welch(within("w.interval_low", "w.interval_high", DIFFERENCE)))[0];
  }

  private static double[] deltaLift(Trial trial) throws SQLException {
    var sampler = trial.sampler("G3 delta");
    return TwoArms.evaluate(
        trial,
        () -> Arm.normal(sampler, 2000, 1),
        () -> Arm.normal(sampler, 2000, 1.1),
        TwoArms.call("lift_delta", within("w.lift_low", "w.lift_high", 0.1)))[0];
  }

  /** With a baseline this near to 0 the set is an interval, its complement or everything. */
  private static double[] fiellerLift(Trial trial) throws SQLException {
    var sampler = trial.sampler("G3 Fieller");
    var covered =
        """
        case w.state
          when 'interval' then 1.0 between w.lift_low and w.lift_high
          when 'complement' then not 1.0 between w.lift_low and w.lift_high
          else w.state = 'whole_line'
        end::int
        """;
    return TwoArms.evaluate(
        trial,
        () -> Arm.normal(sampler, 500, 0.1),
        () -> Arm.normal(sampler, 500, 0.2),
        TwoArms.call("lift_fieller", covered))[0];
  }

  private static double[] ratio(Trial trial) throws SQLException {
    var sampler = trial.sampler("G3 ratio");
    var truth = Clicks.expected(2, 6) - Clicks.expected(1, 4);
    return Clicks.evaluate(
        trial,
        () -> Clicks.of(sampler, 1, 4),
        () -> Clicks.of(sampler, 2, 6),
        within("w.interval_low", "w.interval_high", truth))[0];
  }

  private static double[] quantile(Trial trial, double p) throws SQLException {
    var sampler = trial.sampler("G3 quantile " + p);
    var truth = -Math.log1p(-p);
    return trial
        .simulate(
            List.of("run", "value"),
            SAMPLE,
            (run, rows) -> {
              for (var i = 0; i < SAMPLE; i++) {
                rows.add(run, sampler.exponential());
              }
            },
            """
            select %s
            from (select array_agg(value) as values from sample group by run) s
            cross join lateral stats.quantile(s.values, %s) q
            """
                .formatted(within("q.interval_low", "q.interval_high", truth), p))[0];
  }

  /** 1 where the truth is between the ends, else 0. */
  private static String within(String low, String high, double truth) {
    return "(%s between %s and %s)::int".formatted(truth, low, high);
  }
}
