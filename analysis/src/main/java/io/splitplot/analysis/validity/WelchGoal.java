package io.splitplot.analysis.validity;

import java.sql.SQLException;

/** Without an effect Welch's test rejects as often as its alpha says. */
final class WelchGoal implements Goal {
  private static final int UNITS_OF_SKEWED = 5000;
  private static final int UNITS_OF_COUNTED = 2000;
  private static final double CHANCE = 0.2;

  @Override
  public String name() {
    return "G1";
  }

  @Override
  public String claim() {
    return "Without an effect Welch's test rejects as often as its alpha says";
  }

  @Override
  public Findings measure(Trial trial) throws SQLException {
    var normal = normal(trial, 200, 200);
    var unequal = normal(trial, 50, 450);
    var counted = counted(trial);
    var skewed = skewed(trial);
    return Findings.of(
        Check.rate("normal, 200 and 200 units", normal, p -> p < 0.05, 0.05),
        Check.rate("normal, 200 and 200 units, alpha 0.01", normal, p -> p < 0.01, 0.01),
        Check.rate("normal, 50 and 450 units", unequal, p -> p < 0.05, 0.05),
        Check.rate("normal, 50 and 450 units, alpha 0.01", unequal, p -> p < 0.01, 0.01),
        Check.rateAtMost("yes or no, 20 % of 2,000", counted, p -> p < 0.05, 0.05),
        Check.rateAtMost("yes or no, 20 % of 2,000, alpha 0.01", counted, p -> p < 0.01, 0.01),
        Check.rateAtMost("log-normal, 5,000 an arm", skewed, p -> p < 0.05, 0.05),
        Check.rateAtMost("log-normal, 5,000 an arm, alpha 0.01", skewed, p -> p < 0.01, 0.01));
  }

  private static double[] normal(Trial trial, int control, int treatment) throws SQLException {
    var sampler = trial.sampler("G1 normal " + control);
    return TwoArms.welch(
        trial, () -> Arm.normal(sampler, control, 0), () -> Arm.normal(sampler, treatment, 0));
  }

  private static double[] counted(Trial trial) throws SQLException {
    var sampler = trial.sampler("G1 counted");
    TwoArms.Source arm =
        () -> Arm.ofSuccesses(sampler.binomial(UNITS_OF_COUNTED, CHANCE), UNITS_OF_COUNTED);
    return TwoArms.welch(trial, arm, arm);
  }

  private static double[] skewed(Trial trial) throws SQLException {
    var sampler = trial.sampler("G1 skewed");
    TwoArms.Source arm = () -> Arm.logNormal(sampler, UNITS_OF_SKEWED, 1);
    return TwoArms.welch(trial, arm, arm);
  }
}
