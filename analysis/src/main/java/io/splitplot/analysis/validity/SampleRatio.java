package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Tests of sample-ratio mismatch where units are split as planned. */
final class SampleRatio implements Goal {
  /** Below it a mismatch is reported. */
  private static final double ALARM = 0.001;

  private static final int UNITS = 5000;
  private static final String PHASES = "chi-square, three phases of a ramp";
  private static final String LOOKS = "always valid, two phases, 30 daily looks";

  private static final List<double[]> SPLITS =
      List.of(
          new double[] {0.5, 0.5},
          new double[] {0.5, 0.3, 0.2},
          new double[] {0.25, 0.25, 0.25, 0.25},
          new double[] {0.4, 0.3, 0.15, 0.1, 0.05});

  private static final String SPLIT =
      """
      with split as (
        select (c.place - 1) / %1$d as run, array_agg(c.units order by c.place) as units
        from unnest(?::bigint[]) with ordinality as c (units, place)
        group by 1
      )
      select s.p_value
      from split cross join lateral stats.srm(split.units, '%2$s') s
      order by split.run
      """;

  /** Statistics and degrees of freedom of the phases are added, as reports do. */
  private static final String RAMP =
      """
      with phase as (
        select (c.place - 1) / 6 as run, (c.place - 1) / 2 % 3 + 1 as phase,
          array_agg(c.units order by c.place) as units
        from unnest(?::bigint[]) with ordinality as c (units, place)
        group by 1, 2
      )
      select stats.chi_square_upper_tail(sum(s.statistic), sum(s.degrees_of_freedom)) as p_value
      from phase
      cross join lateral stats.srm(
        phase.units, case phase.phase when 1 then '{99,1}' when 2 then '{90,10}' else '{50,50}' end::float8[]) s
      group by phase.run
      order by phase.run
      """;

  private static final int DAYS = 30;
  private static final int DAYS_OF_FIRST_PHASE = 10;
  private static final int UNITS_A_DAY = 200;

  /** Bayes factors of independent phases multiply; the smallest p-value of all looks counts. */
  private static final String DAILY =
      """
      with look as (
        select (c.place - 1) / 4 as look, array_agg(c.units order by c.place) as units
        from unnest(?::bigint[]) with ordinality as c (units, place)
        group by 1
      )
      select min(exp(least(0, -first.log_bayes_factor - second.log_bayes_factor))) as p_value
      from look
      cross join lateral stats.srm_always_valid(look.units[1:2], '{90,10}') first
      cross join lateral stats.srm_always_valid(look.units[3:4], '{50,50}') second
      group by look.look / %d
      order by look.look / %d
      """
          .formatted(DAYS, DAYS);

  @Override
  public String key() {
    return "G7";
  }

  @Override
  public String title() {
    return "Splits as planned are rarely called a mismatch";
  }

  @Override
  public Outcomes simulate(Block block, Sql sql) throws SQLException {
    var draws = block.draws();
    var outcomes = new Outcomes();
    for (var split : SPLITS) {
      outcomes = outcomes.with(name(split), split(block.runs(), draws, sql, split));
    }
    return outcomes
        .with(PHASES, ramp(block.runs(), draws, sql))
        .with(LOOKS, daily(block.runs(), draws, sql));
  }

  private static Outcomes split(int runs, Draws draws, Sql sql, double... weights)
      throws SQLException {
    var units = new long[runs * weights.length];
    for (var run = 0; run < runs; run++) {
      for (var unit = 0; unit < UNITS; unit++) {
        units[run * weights.length + arm(draws, weights)]++;
      }
    }
    var planned =
        Arrays.stream(weights).mapToObj(Double::toString).collect(Collectors.joining(",", "{", "}"));
    return sql.query(SPLIT.formatted(weights.length, planned), (Object) units);
  }

  private static int arm(Draws draws, double... weights) {
    var rest = draws.uniform();
    var arm = 0;
    while (arm < weights.length - 1 && rest >= weights[arm]) {
      rest -= weights[arm];
      arm++;
    }
    return arm;
  }

  private static Outcomes ramp(int runs, Draws draws, Sql sql) throws SQLException {
    var shares = new double[] {0.01, 0.1, 0.5};
    var units = new long[runs * 2 * shares.length];
    for (var i = 0; i < units.length; i += 2) {
      var treated = draws.binomial(UNITS, shares[i / 2 % shares.length]);
      units[i] = UNITS - treated;
      units[i + 1] = treated;
    }
    return sql.query(RAMP, (Object) units);
  }

  private static Outcomes daily(int runs, Draws draws, Sql sql) throws SQLException {
    var units = new long[runs * DAYS * 4];
    for (var look = 0; look < runs * DAYS; look++) {
      var day = look % DAYS;
      if (day > 0) {
        System.arraycopy(units, 4 * (look - 1), units, 4 * look, 4);
      }
      var isFirstPhase = day < DAYS_OF_FIRST_PHASE;
      var treated = draws.binomial(UNITS_A_DAY, isFirstPhase ? 0.1 : 0.5);
      var phase = 4 * look + (isFirstPhase ? 0 : 2);
      units[phase] += UNITS_A_DAY - treated;
      units[phase + 1] += treated;
    }
    return sql.query(DAILY, (Object) units);
  }

  private static String name(double... weights) {
    return "chi-square, %d arms".formatted(weights.length);
  }

  @Override
  public List<Finding> judge(Outcomes outcomes) {
    var findings = new ArrayList<Finding>();
    for (var split : SPLITS) {
      findings.add(
          Finding.rate(
              name(split), outcomes.rejected(name(split), ALARM), ALARM, outcomes.rows()));
    }
    findings.add(
        Finding.rate(PHASES, outcomes.rejected(PHASES, ALARM), ALARM, outcomes.rows()));
    findings.add(
        Finding.rateAtMost(LOOKS, outcomes.rejected(LOOKS, ALARM), ALARM, outcomes.rows()));
    return findings;
  }
}
