package io.splitplot.analysis.validity;

import io.splitplot.analysis.distribution.Kolmogorov;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All p-values of equal arms, not only the small ones, against the uniform distribution. */
final class UniformPValues implements Goal {
  private static final int POINTS = 200;

  @Override
  public String key() {
    return "G2";
  }

  @Override
  public String title() {
    return "p-values of equal arms are uniform";
  }

  @Override
  public Outcomes simulate(Block block, Sql sql) throws SQLException {
    var draws = block.draws();
    var comparisons = new Comparisons(block.runs());
    for (var run = 0; run < block.runs(); run++) {
      comparisons.add(normal(draws), normal(draws));
    }
    return Welch.pValues(sql, comparisons);
  }

  private static Moments normal(Draws draws) {
    return Moments.ofNormal(draws, 200, 10, 3);
  }

  @Override
  public List<Finding> judge(Outcomes outcomes) {
    var test = Kolmogorov.uniform(outcomes.column("p_value"));
    return List.of(
        Finding.value(
            "normal, 200 each: largest distance D of the p-values",
            test.statistic(),
            0,
            Band.kolmogorov(test.size()),
            test.size()));
  }

  @Override
  public List<Plot> plots(Outcomes outcomes) {
    var sorted = outcomes.column("p_value").clone();
    Arrays.sort(sorted);
    var limit = Band.kolmogorov(sorted.length).high();
    var x = new ArrayList<Double>();
    var share = new ArrayList<Double>();
    for (var i = 0; i <= POINTS; i++) {
      var p = (double) i / POINTS;
      x.add(p);
      share.add((double) atMost(sorted, p) / sorted.length);
    }
    return List.of(
        new Plot(
            "Share of p-values up to p, less p",
            "p",
            List.of(
                new Plot.Line("limit", Plot.Kind.LIMIT, List.of(0.0, 1.0), List.of(limit, limit)),
                new Plot.Line("limit", Plot.Kind.LIMIT, List.of(0.0, 1.0), List.of(-limit, -limit)),
                new Plot.Line("uniform", Plot.Kind.EXPECTED, List.of(0.0, 1.0), List.of(0.0, 0.0)),
                new Plot.Line("measured", Plot.Kind.MEASURED, x, less(share, x)))));
  }

  private static int atMost(double[] sorted, double limit) {
    return (int) Arrays.stream(sorted).takeWhile(p -> p <= limit).count();
  }

  private static List<Double> less(List<Double> values, List<Double> subtrahends) {
    var differences = new ArrayList<Double>();
    for (var i = 0; i < values.size(); i++) {
      differences.add(values.get(i) - subtrahends.get(i));
    }
    return differences;
  }
}
