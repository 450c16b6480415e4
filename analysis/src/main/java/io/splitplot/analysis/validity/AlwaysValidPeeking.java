package io.splitplot.analysis.validity;

import io.splitplot.analysis.sequential.Crossing;
import io.splitplot.analysis.validity.Plot.Kind;
import java.sql.SQLException;
import java.util.List;

/** Always-valid tests of equal arms, looked at fourteen times. */
final class AlwaysValidPeeking implements Goal {
  private static final Looks LOOKS = Looks.even(14, 1000);
  private static final double PLANNED = 5000;

  @Override
  public String key() {
    return "G4";
  }

  @Override
  public String title() {
    return "Always-valid tests may be looked at again and again";
  }

  @Override
  public Outcomes simulate(Block block, Sql sql) throws SQLException {
    var comparisons = LOOKS.simulate(block.draws(), 0, block.runs());
    return Stopping.alwaysValid(sql, LOOKS.count(), PLANNED, comparisons);
  }

  @Override
  public List<Finding> judge(Outcomes outcomes) {
    var runs = outcomes.rows();
    var twoSided = Stopping.count(outcomes, "two_sided");
    var oneSided = Stopping.count(outcomes, "one_sided");
    return List.of(
        Finding.rateAtMost("two-sided, 14 looks: rejected, as promised", twoSided, ALPHA, runs),
        Finding.rate("two-sided, 14 looks: rejected, exactly", twoSided, exact().total(), runs),
        Finding.rateAtMost("one-sided guardrail: rejected, as promised", oneSided, ALPHA, runs),
        Finding.rate(
            "one-sided guardrail: rejected, exactly", oneSided, exactOneSided().total(), runs));
  }

  private static Crossing exact() {
    var boundary = AlwaysValidBoundary.twoSided(LOOKS.totals(), PLANNED, ALPHA);
    return Crossing.twoSided(0, LOOKS.fractions(), boundary);
  }

  private static Crossing exactOneSided() {
    var boundary = AlwaysValidBoundary.oneSided(LOOKS.totals(), PLANNED, ALPHA);
    return Crossing.oneSided(0, LOOKS.fractions(), boundary);
  }

  @Override
  public List<Plot> plots(Outcomes outcomes) {
    var looks = LOOKS.count();
    return List.of(
        new Plot(
            "Equal arms rejected by each look, always valid",
            "look",
            List.of(
                Stopping.line("promised at most", ALPHA, looks),
                Stopping.line("exact", exact()),
                Stopping.line("measured", Kind.MEASURED, outcomes, "two_sided", looks))));
  }
}
