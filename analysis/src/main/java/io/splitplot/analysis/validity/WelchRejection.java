package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Welch's test between arms that do not differ, for metrics and splits of several kinds. */
final class WelchRejection implements Goal {
  private static final List<Setting> SETTINGS =
      List.of(
          new Setting("normal, 200 and 200 units", true, draws -> normal(draws, 200), draws -> normal(draws, 200)),
          new Setting("normal, 450 and 50 units", true, draws -> normal(draws, 450), draws -> normal(draws, 50)),
          new Setting("Bernoulli 0.2, 2,000 each", false, WelchRejection::bernoulli, WelchRejection::bernoulli),
          new Setting("log-normal of s = 1, 5,000 each", false, WelchRejection::logNormal, WelchRejection::logNormal));

  private record Setting(
      String name,
      boolean isExact,
      Function<Draws, Moments> baseline,
      Function<Draws, Moments> treatment) {}

  private static Moments normal(Draws draws, int n) {
    return Moments.ofNormal(draws, n, 10, 3);
  }

  private static Moments bernoulli(Draws draws) {
    return Moments.ofProportion(draws.binomial(2000, 0.2), 2000);
  }

  private static Moments logNormal(Draws draws) {
    return Moments.of(5000, () -> draws.logNormal(1));
  }

  @Override
  public String key() {
    return "G1";
  }

  @Override
  public String title() {
    return "Welch's test rejects equal arms as often as it says";
  }

  @Override
  public Outcomes simulate(Block block, Sql sql) throws SQLException {
    var draws = block.draws();
    var outcomes = new Outcomes();
    for (var setting : SETTINGS) {
      var comparisons = new Comparisons(block.runs());
      for (var run = 0; run < block.runs(); run++) {
        comparisons.add(setting.baseline.apply(draws), setting.treatment.apply(draws));
      }
      outcomes = outcomes.with(setting.name, Welch.pValues(sql, comparisons));
    }
    return outcomes;
  }

  @Override
  public List<Finding> judge(Outcomes outcomes) {
    var findings = new ArrayList<Finding>();
    for (var setting : SETTINGS) {
      for (var alpha : List.of(0.05, 0.01)) {
        var what = "%s: rejected at %s".formatted(setting.name, alpha);
        var count = outcomes.rejected(setting.name, alpha);
        findings.add(
            setting.isExact
                ? Finding.rate(what, count, alpha, outcomes.rows())
                : Finding.rateAtMost(what, count, alpha, outcomes.rows()));
      }
    }
    return findings;
  }
}
