package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A split that is as planned is called a mismatch as rarely as the test says. */
final class SplitGoal implements Goal {
  private static final double ALPHA = 0.001;
  private static final int UNITS = 10_000;
  private static final List<double[]> WEIGHTS =
      List.of(
          new double[] {1, 1},
          new double[] {1, 2, 1},
          new double[] {4, 3, 2, 1},
          new double[] {1, 1, 1, 1, 1});
  private static final double[] RAMP = {0.01, 0.1, 0.5};
  private static final int LOOKS = 30;
  private static final int UNITS_A_LOOK = 1000;

  @Override
  public String name() {
    return "G7";
  }

  @Override
  public String claim() {
    return "A split as planned is rarely called a mismatch, also in a ramp and at every look";
  }

  @Override
  public Findings measure(Trial trial) throws SQLException {
    var checks = new ArrayList<Check>();
    for (var weights : WEIGHTS) {
      var name = "%d arms".formatted(weights.length);
      checks.add(Check.rate(name, chiSquare(trial, weights), p -> p < ALPHA, ALPHA));
    }
    var ramp = ramp(trial);
    checks.add(Check.rate("ramp of 3 phases, summed", ramp[0], p -> p < ALPHA, ALPHA));
    checks.add(
        Check.rate("ramp against its last weights", ramp[1], p -> p < ALPHA, ALPHA).asControl());
    checks.add(Check.rateAtMost("30 looks, always valid", looks(trial), p -> p <= ALPHA, ALPHA));
    checks.add(
        Check.rateAtMost(
            "30 looks over two phases, always valid",
            looksOverPhases(trial),
            p -> p <= ALPHA,
            ALPHA));
    return new Findings(checks, List.of());
  }

  private static double[] chiSquare(Trial trial, double[] weights) throws SQLException {
    var sampler = trial.sampler("G7 arms " + weights.length);
    return trial
        .simulate(
            List.of("run", "arm", "units", "weight"),
            weights.length,
            (run, rows) -> split(sampler, run, weights, rows),
            """
            select t.p_value
            from (
              select
                array_agg(units::bigint order by arm) as units, array_agg(weight order by arm) as weights
              from sample
              group by run) s
            cross join lateral stats.srm(s.units, s.weights) t
            """)[
        0];
  }

  /** A multinomial draw: each arm takes its share of the units that are left. */
  private static void split(Sampler sampler, int run, double[] weights, Rows rows) {
    var unitsLeft = UNITS;
    var weightLeft = Arrays.stream(weights).sum();
    for (var arm = 0; arm < weights.length; arm++) {
      var isLast = arm == weights.length - 1;
      var units = isLast ? unitsLeft : sampler.binomial(unitsLeft, weights[arm] / weightLeft);
      rows.add(run, arm, units, weights[arm]);
      unitsLeft -= units;
      weightLeft -= weights[arm];
    }
  }

  private static double[][] ramp(Trial trial) throws SQLException {
    var sampler = trial.sampler("G7 ramp");
    return trial.simulate(
        List.of("run", "control", "treated", "share"),
        RAMP.length,
        (run, rows) -> {
          for (var share : RAMP) {
            var treated = sampler.binomial(UNITS, share);
            rows.add(run, UNITS - treated, treated, share);
          }
        },
        """
        select stats.chi_square_upper_tail(s.statistic, s.degrees_of_freedom), whole.p_value
        from (
          select
            sum(t.statistic) as statistic, sum(t.degrees_of_freedom) as degrees_of_freedom,
            sum(control)::bigint as control, sum(treated)::bigint as treated
          from sample
          cross join lateral stats.srm(
            array[control::bigint, treated::bigint], array[1 - share, share]) t
          group by run) s
        cross join lateral stats.srm(array[s.control, s.treated], array[1, 1]) whole
        """);
  }

  /** The Bayes factors of independent phases multiply, and the product is looked at. */
  private static double[] looksOverPhases(Trial trial) throws SQLException {
    var sampler = trial.sampler("G7 looks over phases");
    return trial
        .simulate(
            List.of("run", "control_1", "treated_1", "control_2", "treated_2"),
            LOOKS,
            (run, rows) -> {
              var treated = new int[2];
              var units = new int[2];
              for (var look = 0; look < LOOKS; look++) {
                var phase = look < LOOKS / 3 ? 0 : 1;
                units[phase] += UNITS_A_LOOK;
                treated[phase] += sampler.binomial(UNITS_A_LOOK, phase == 0 ? 0.1 : 0.5);
                rows.add(run, units[0] - treated[0], treated[0], units[1] - treated[1], treated[1]);
              }
            },
            """
            select min(exp(least(0, -(first.log_bayes_factor + second.log_bayes_factor))))
            from sample
            cross join lateral stats.srm_always_valid(
              array[control_1::bigint, treated_1::bigint], array[9, 1]) first
            cross join lateral stats.srm_always_valid(
              array[control_2::bigint, treated_2::bigint], array[1, 1]) second
            group by run
            """)[
        0];
  }

  private static double[] looks(Trial trial) throws SQLException {
    var sampler = trial.sampler("G7 looks");
    return trial
        .simulate(
            List.of("run", "control", "treated"),
            LOOKS,
            (run, rows) -> {
              var treated = 0;
              for (var look = 1; look <= LOOKS; look++) {
                treated += sampler.binomial(UNITS_A_LOOK, 0.5);
                rows.add(run, look * UNITS_A_LOOK - treated, treated);
              }
            },
            """
            select min(t.p_value)
            from sample
            cross join lateral stats.srm_always_valid(
              array[control::bigint, treated::bigint], array[1, 1]) t
            group by run
            """)[
        0];
  }
}
