package io.splitplot.analysis.validity;

import io.splitplot.analysis.distribution.Kolmogorov;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The whole path on one table of units: experiments that differ in nothing but their salts are
 * started, SQL assigns the units by its hashes, sums their values by variant and compares the arms.
 */
final class AssignmentRejection implements Goal {
  private static final int SALTS_MAX = 2000;
  private static final int UNITS = 2000;
  private static final double ALARM = 0.001;

  /** Each is given the keys of the experiments; a key is also its salts' only part that varies. */
  private static final List<String> START =
      List.of(
          """
          insert into splitplot.layer (domain_id, unit_type_id, key, salt)
          select d.domain_id, d.unit_type_id, k.key, 'layer of ' || k.key
          from unnest(?::text[]) as k (key)
          cross join splitplot.domain d
          join splitplot.unit_type ut using (unit_type_id)
          where d.key = 'root' and ut.key = 'user'
          """,
          """
          insert into splitplot.experiment (key, unit_type_id, layer_id, salt, method)
          select l.key, l.unit_type_id, l.layer_id, 'experiment of ' || l.key, '{"kind": "fixed_horizon"}'
          from splitplot.layer l
          where l.key = any (?::text[])
          """,
          """
          insert into splitplot.variant (experiment_id, key, position, is_control)
          select e.experiment_id, v.key, v.position, v.position = 1
          from splitplot.experiment e
          cross join (values ('control', 1), ('treatment', 2)) as v (key, position)
          where e.key = any (?::text[])
          """,
          """
          insert into splitplot.phase (experiment_id, number, traffic_ppm)
          select e.experiment_id, 1, 1000000
          from splitplot.experiment e
          where e.key = any (?::text[])
          """,
          """
          insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm)
          select p.phase_id, v.variant_id, v.experiment_id, 500000
          from splitplot.experiment e
          join splitplot.phase p using (experiment_id)
          join splitplot.variant v using (experiment_id)
          where e.key = any (?::text[])
          """,
          "select splitplot.start_experiment(k.key) from unnest(?::text[]) as k (key)");

  private static final String JUDGED =
      """
      with given as materialized (
        select array_agg(u.id order by u.place) as ids, array_agg(u.value order by u.place) as values
        from unnest(?::text[], ?::float8[]) with ordinality as u (id, value, place)
      ),
      arms as materialized (
        select k.place,
          stats.moments(given.values[b.place]) filter (where b.variant = 'control') as c,
          stats.moments(given.values[b.place]) filter (where b.variant = 'treatment') as t
        from unnest(?::text[]) with ordinality as k (key, place)
        cross join given
        cross join lateral splitplot.assign_batch(k.key, given.ids)
          with ordinality as b (unit_id, variant, parameters, phase, reason, place)
        group by k.place
      )
      select w.p_value, s.p_value as ratio_p_value
      from arms a
      cross join lateral stats.welch(
        a.c[1]::bigint, a.c[2], a.c[3] / (a.c[1] - 1), a.t[1]::bigint, a.t[2], a.t[3] / (a.t[1] - 1)) w
      cross join lateral stats.srm(array[a.c[1], a.t[1]]::bigint[], '{1,1}') s
      order by a.place
      """;

  @Override
  public String key() {
    return "G14";
  }

  @Override
  public String title() {
    return "Units assigned by hashes are as good as randomised";
  }

  @Override
  public int runs(int asked) {
    return Math.min(asked, SALTS_MAX);
  }

  @Override
  public Outcomes simulate(Block block, Sql sql) throws SQLException {
    var keys =
        IntStream.range(0, block.runs())
            .mapToObj(run -> "aa-%d-%d-%d".formatted(block.seed(), block.number(), run))
            .toArray(String[]::new);
    sql.runTogether(START, (Object) keys);
    var ids = IntStream.range(0, UNITS).mapToObj(unit -> "user-" + unit).toArray(String[]::new);
    return sql.query(JUDGED, ids, values(block.seed()), keys);
  }

  /** The same for each salt: what is random is who is in which arm. */
  private static double[] values(long seed) {
    var draws = Draws.of(seed, "values of units", 0);
    var values = new double[UNITS];
    Arrays.setAll(values, unit -> draws.logNormal(0.5));
    return values;
  }

  @Override
  public List<Finding> judge(Outcomes outcomes) {
    var runs = outcomes.rows();
    var test = Kolmogorov.uniform(outcomes.column("p_value"));
    return List.of(
        Finding.rate(
            "2,000 units: Welch's test rejected at 0.05",
            outcomes.rejected("p_value", ALPHA),
            ALPHA,
            runs),
        Finding.rateAtMost(
            "sample ratio called a mismatch",
            outcomes.rejected("ratio_p_value", ALARM),
            ALARM,
            runs),
        Finding.value(
            "largest distance D of the p-values",
            test.statistic(),
            0,
            Band.kolmogorov(runs),
            runs));
  }
}
