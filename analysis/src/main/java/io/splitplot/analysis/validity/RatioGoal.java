package io.splitplot.analysis.validity;

import java.sql.SQLException;

/** A ratio of sums is tested over users; over views it would be wrong. */
final class RatioGoal implements Goal {

  @Override
  public String name() {
    return "G9";
  }

  @Override
  public String claim() {
    return "A ratio of sums is tested over users, since their views are not independent";
  }

  @Override
  public Findings measure(Trial trial) throws SQLException {
    var sampler = trial.sampler("G9");
    var pValues =
        Clicks.evaluate(
            trial,
            () -> Clicks.of(sampler, 1, 4),
            () -> Clicks.of(sampler, 1, 4),
            "w.p_value, naive.p_value");
    return Findings.of(
        Check.rate("delta method over users", pValues[0], p -> p < 0.05, 0.05),
        Check.rate("z test over views", pValues[1], p -> p < 0.05, 0.05).asControl());
  }
}
