package io.splitplot.analysis.validity;

import io.splitplot.analysis.distribution.Normal;
import io.splitplot.analysis.sequential.Crossing;
import io.splitplot.analysis.validity.Plot.Kind;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** Negative control: a test for one look, looked at fourteen times. */
final class NaivePeeking implements Goal {
  private static final Looks LOOKS = Looks.even(14, 1000);

  @Override
  public String key() {
    return "G13";
  }

  @Override
  public String title() {
    return "Peeking at a test for one look is seen to be wrong";
  }

  @Override
  public Outcomes simulate(Block block, Sql sql) throws SQLException {
    return Stopping.fixed(
        sql, LOOKS.count(), LOOKS.simulate(block.draws(), 0, block.runs()));
  }

  @Override
  public List<Finding> judge(Outcomes outcomes) {
    var rejected = Stopping.count(outcomes, "stopped");
    return List.of(
        Finding.control("Welch at 14 looks: rejected at 0.05", rejected, ALPHA, outcomes.rows()),
        Finding.rate(
            "Welch at 14 looks: rejected, exactly", rejected, exact().total(), outcomes.rows()));
  }

  private static Crossing exact() {
    var boundary = new double[LOOKS.count()];
    Arrays.fill(boundary, Normal.upperQuantile(ALPHA / 2));
    return Crossing.twoSided(0, LOOKS.fractions(), boundary);
  }

  @Override
  public List<Plot> plots(Outcomes outcomes) {
    var looks = LOOKS.count();
    return List.of(
        new Plot(
            "Equal arms rejected by each look, peeking",
            "look",
            List.of(
                Stopping.line("promised at most", ALPHA, looks),
                Stopping.line("exact", exact()),
                Stopping.line("measured", Kind.CONTROL, outcomes, "stopped", looks))));
  }
}
