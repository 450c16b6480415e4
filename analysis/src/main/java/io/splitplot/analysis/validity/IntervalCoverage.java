package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Intervals at 95 % around effects that are known. */
final class IntervalCoverage implements Goal {
  private static final String DIFFERENCE = "difference of means, 300 and 200 units";
  private static final String DELTA = "lift, clear baseline (delta)";
  private static final String FIELLER = "lift, baseline near 0 (Fieller)";
  private static final String RATIO = "difference of ratios, 500 users each";
  private static final String QUANTILE = "0.9-quantile of 300 log-normal values";

  private static final String DIFFERENCE_COVERS =
      """
      select (w.interval_low <= 0.5 and 0.5 <= w.interval_high)::integer as covers
      from %s cross join lateral stats.welch(%s) w
      order by r.row
      """
          .formatted(Comparisons.ROWS, Comparisons.ARMS);

  /** What Fieller's method gives may be an interval, all but an interval, or the whole line. */
  private static final String LIFT_COVERS =
      """
      select
        case l.state
          when 'interval' then (l.lift_low <= %%s and %%s <= l.lift_high)::integer
          when 'complement' then (%%s <= l.lift_low or l.lift_high <= %%s)::integer
          when 'whole_line' then 1
        end as covers
      from %s cross join lateral stats.lift(%s) l
      order by r.row
      """
          .formatted(Comparisons.ROWS, Comparisons.ARMS);

  private static final int SAMPLE = 300;
  private static final double QUANTILE_P = 0.9;

  private static final String QUANTILE_COVERS =
      """
      with sample as (
        select (v.place - 1) / %d as run, array_agg(v.value) as values
        from unnest(?::float8[]) with ordinality as v (value, place)
        group by 1
      )
      select (q.interval_low <= exp(z.z) and exp(z.z) <= q.interval_high)::integer as covers
      from sample
      cross join lateral stats.quantile(sample.values, %s) q
      cross join stats.normal_quantile(%s) as z (z)
      order by sample.run
      """
          .formatted(SAMPLE, QUANTILE_P, QUANTILE_P);

  @Override
  public String key() {
    return "G3";
  }

  @Override
  public String title() {
    return "95 % intervals have the true effect in 95 %";
  }

  @Override
  public Outcomes simulate(Block block, Sql sql) throws SQLException {
    var draws = block.draws();
    return new Outcomes()
        .with(DIFFERENCE, difference(block.runs(), draws, sql))
        .with(DELTA, lift(block.runs(), draws, sql, new Lift(500, 10, 3, 0.05)))
        .with(FIELLER, lift(block.runs(), draws, sql, new Lift(1000, 1, 12, 0.5)))
        .with(RATIO, ratio(block.runs(), draws, sql))
        .with(QUANTILE, quantile(block.runs(), draws, sql));
  }

  private static Outcomes difference(int runs, Draws draws, Sql sql) throws SQLException {
    var comparisons = new Comparisons(runs);
    for (var run = 0; run < runs; run++) {
      comparisons.add(
          Moments.ofNormal(draws, 300, 10, 3), Moments.ofNormal(draws, 200, 10.5, 5));
    }
    return sql.query(DIFFERENCE_COVERS, comparisons.arrays());
  }

  private record Lift(int units, double mean, double deviation, double lift) {}

  private static Outcomes lift(int runs, Draws draws, Sql sql, Lift lift) throws SQLException {
    var comparisons = new Comparisons(runs);
    for (var run = 0; run < runs; run++) {
      comparisons.add(
          Moments.ofNormal(draws, lift.units, lift.mean, lift.deviation),
          Moments.ofNormal(draws, lift.units, lift.mean * (1 + lift.lift), lift.deviation));
    }
    var covers = LIFT_COVERS.formatted(lift.lift, lift.lift, lift.lift, lift.lift);
    return sql.query(covers, comparisons.arrays());
  }

  /** True ratios of 1/5 and 1/4. */
  private static Outcomes ratio(int runs, Draws draws, Sql sql) throws SQLException {
    var comparisons = new PairComparisons(runs);
    for (var run = 0; run < runs; run++) {
      comparisons.add(ClusteredUsers.arm(draws, 500, 4), ClusteredUsers.arm(draws, 500, 3));
    }
    var judged = ClusteredUsers.judged(sql, comparisons, 0.05);
    return new Outcomes().with("covers", judged.column("covers"));
  }

  private static Outcomes quantile(int runs, Draws draws, Sql sql) throws SQLException {
    var values = new double[runs * SAMPLE];
    for (var i = 0; i < values.length; i++) {
      values[i] = draws.logNormal(1);
    }
    return sql.query(QUANTILE_COVERS, (Object) values);
  }

  @Override
  public List<Finding> judge(Outcomes outcomes) {
    var findings = new ArrayList<Finding>();
    for (var what : List.of(DIFFERENCE, DELTA, FIELLER, RATIO)) {
      findings.add(Finding.rate(what, outcomes.count(what), 1 - ALPHA, outcomes.rows()));
    }
    findings.add(
        Finding.rateAtLeast(QUANTILE, outcomes.count(QUANTILE), 1 - ALPHA, outcomes.rows()));
    return findings;
  }
}
