package io.splitplot.analysis.validity;

import io.splitplot.analysis.distribution.Normal;
import io.splitplot.analysis.sequential.Crossing;
import io.splitplot.analysis.sequential.GroupSequential;
import io.splitplot.analysis.sequential.GroupSequential.Look;
import io.splitplot.analysis.sequential.Spending;
import io.splitplot.analysis.validity.Plot.Kind;
import java.sql.SQLException;
import java.util.List;

/** An effect that a single look finds with 80 %: how often it is found by each kind of test. */
final class Power implements Goal {
  private static final Looks LOOKS = Looks.even(14, 1000);
  private static final double UNITS = LOOKS.units()[LOOKS.count() - 1];
  private static final double PLANNED = 2 * UNITS;

  /** The expected z at the last look. */
  private static final double DRIFT = Normal.upperQuantile(Goal.ALPHA / 2) + Normal.quantile(0.8);

  @Override
  public String key() {
    return "G6";
  }

  @Override
  public String title() {
    return "Tests find a true effect as often as planned";
  }

  @Override
  public Outcomes simulate(Block block, Sql sql) throws SQLException {
    var effect = DRIFT / Math.sqrt(UNITS / 2);
    var comparisons = LOOKS.simulate(block.draws(), effect, block.runs());
    var statistics = Welch.statistics(sql, comparisons);
    var last = new double[block.runs()];
    var pValues = Welch.pValues(sql, comparisons).column("p_value");
    for (var run = 0; run < block.runs(); run++) {
      last[run] = pValues[run * LOOKS.count() + LOOKS.count() - 1];
    }
    return Stopping.alwaysValid(sql, LOOKS.count(), PLANNED, comparisons)
        .with("last", last)
        .with(
            "group_sequential",
            GroupSequentialRejection.rejected(Spending.obrienFleming(), LOOKS, statistics));
  }

  @Override
  public List<Finding> judge(Outcomes outcomes) {
    var runs = outcomes.rows();
    return List.of(
        Finding.rate(
            "Welch at the end: found", outcomes.rejected("last", ALPHA), fixed().total(), runs),
        Finding.rate(
            "O'Brien-Fleming at 14 looks: found",
            outcomes.count("group_sequential"),
            groupSequential().total(),
            runs),
        Finding.rate(
            "always valid at 14 looks: found",
            Stopping.count(outcomes, "two_sided"),
            alwaysValid().total(),
            runs));
  }

  private static Crossing fixed() {
    return Crossing.twoSided(
        DRIFT, new double[] {1}, new double[] {Normal.upperQuantile(ALPHA / 2)});
  }

  private static Crossing groupSequential() {
    var looks =
        GroupSequential.twoSided(Spending.obrienFleming(), ALPHA).looks(LOOKS.fractions());
    return Crossing.twoSided(
        DRIFT, LOOKS.fractions(), looks.stream().mapToDouble(Look::z).toArray());
  }

  private static Crossing alwaysValid() {
    return Crossing.twoSided(
        DRIFT, LOOKS.fractions(), AlwaysValidBoundary.twoSided(LOOKS.totals(), PLANNED, ALPHA));
  }

  @Override
  public List<Plot> plots(Outcomes outcomes) {
    var looks = LOOKS.count();
    return List.of(
        new Plot(
            "Effect found by each look, always valid",
            "look",
            List.of(
                Stopping.line("Welch at the end", fixed().total(), looks),
                Stopping.line("exact", alwaysValid()),
                Stopping.line("measured", Kind.MEASURED, outcomes, "two_sided", looks))));
  }
}
