package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.List;

/** Twenty comparisons at once: none of them true for Holm, ten for Benjamini and Hochberg. */
final class Multiplicity implements Goal {
  private static final int TESTS = 20;
  private static final int TRUE_EFFECTS = 10;
  private static final double EFFECT = 3;

  /** The margin of the mean false discovery share at so many runs; it shrinks with their root. */
  private static final double MARGIN = 0.004;

  private static final double MARGIN_RUNS = 20_000;

  private static final String FAMILIES =
      """
      with family as (
        select (z.place - 1) / %1$d as run,
          array_agg(stats.normal_two_sided_p(z.plain) order by z.place) as nulls,
          array_agg(stats.normal_two_sided_p(z.mixed) order by z.place) as mixed
        from unnest(?::float8[], ?::float8[]) with ordinality as z (plain, mixed, place)
        group by 1
      )
      select
        (select min(q) from unnest(stats.holm(nulls)) q) as holm,
        (select min(q) from unnest(nulls) q) as unadjusted,
        (select count(*) filter (where place > %2$d) / greatest(count(*), 1)::float8
         from unnest(stats.benjamini_hochberg(mixed)) with ordinality as h (q, place)
         where q <= 0.05) as false_share
      from family
      order by run
      """
          .formatted(TESTS, TRUE_EFFECTS);

  @Override
  public String key() {
    return "G11";
  }

  @Override
  public String title() {
    return "Many comparisons do not add up to many errors";
  }

  @Override
  public Outcomes simulate(Block block, Sql sql) throws SQLException {
    var draws = block.draws();
    var nulls = new double[block.runs() * TESTS];
    var mixed = new double[block.runs() * TESTS];
    for (var i = 0; i < nulls.length; i++) {
      nulls[i] = draws.normal();
      mixed[i] = draws.normal() + (i % TESTS < TRUE_EFFECTS ? EFFECT : 0);
    }
    return sql.query(FAMILIES, nulls, mixed);
  }

  @Override
  public List<Finding> judge(Outcomes outcomes) {
    var runs = outcomes.rows();
    var holm = 1 - Math.pow(1 - ALPHA / TESTS, TESTS);
    var falseShare = ALPHA * (TESTS - TRUE_EFFECTS) / TESTS;
    var margin = MARGIN * Math.sqrt(MARGIN_RUNS / runs);
    return List.of(
        Finding.rate(
            "Holm, 20 nulls: any rejected at 0.05", outcomes.rejected("holm", ALPHA), holm, runs),
        Finding.control(
            "unadjusted, 20 nulls: any rejected at 0.05",
            outcomes.rejected("unadjusted", ALPHA),
            ALPHA,
            runs),
        Finding.value(
            "Benjamini-Hochberg, 10 of 20 null: mean false share",
            outcomes.mean("false_share"),
            falseShare,
            Band.around(falseShare, margin),
            runs));
  }
}
