package io.splitplot.analysis.validity;

import java.sql.SQLException;

/** Without an effect the p-values of a continuous metric are spread evenly, not just at 0.05. */
final class UniformGoal implements Goal {
  private static final int UNITS = 200;

  @Override
  public String name() {
    return "G2";
  }

  @Override
  public String claim() {
    return "Without an effect p-values are spread evenly";
  }

  @Override
  public Findings measure(Trial trial) throws SQLException {
    var sampler = trial.sampler("G2");
    TwoArms.Source arm = () -> Arm.normal(sampler, UNITS, 0);
    var pValues = TwoArms.welch(trial, arm, arm);
    return Findings.of(Check.uniform("largest distance (Kolmogorov-Smirnov)", pValues))
        .with(Plot.ofPValues("p-values without an effect", pValues));
  }
}
