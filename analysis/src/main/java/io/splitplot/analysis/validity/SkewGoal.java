package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/** Where a small arm and a skewed metric break Welch's test, the rule for arm sizes says so. */
final class SkewGoal implements Goal {
  private static final int CONTROL = 4950;
  private static final int TREATED = 50;
  private static final double DEVIATION = 1.5;

  @Override
  public String name() {
    return "G12";
  }

  @Override
  public String claim() {
    return "An arm too small for a skewed metric is always noticed";
  }

  @Override
  public Findings measure(Trial trial) throws SQLException {
    var skewed = trial.sampler("G12");
    var symmetric = trial.sampler("G12 symmetric");
    var results = simulate(trial, () -> skewed.logNormal(DEVIATION));
    var flags = simulate(trial, symmetric::gaussian)[1];
    var all = new Limits(trial.runs(), trial.runs());
    return Findings.of(
        Check.count("flagged, log-normal, 4,950 and 50", results[1], flag -> flag > 0, all),
        Check.count("flagged, normal, 4,950 and 50", flags, flag -> flag > 0, new Limits(0, 0)),
        Check.rate("Welch's test of the log-normal", results[0], p -> p < 0.05, 0.05).asControl());
  }

  private static double[][] simulate(Trial trial, DoubleSupplier metric) throws SQLException {
    var names = new ArrayList<>(TwoArms.NAMES);
    names.add("skewness");
    return trial.simulate(
        names,
        1,
        (_, rows) -> rows.add(experiment(metric)),
        TwoArms.welch("w.p_value, (stats.skewness_units(s.skewness) > least(s.n_c, s.n_t))::int"));
  }

  private static double[] experiment(DoubleSupplier metric) {
    var control = new Arm();
    var treated = new Arm();
    var values = new double[CONTROL + TREATED];
    for (var i = 0; i < values.length; i++) {
      values[i] = metric.getAsDouble();
      (i < CONTROL ? control : treated).add(values[i]);
    }
    var row = Arrays.copyOf(TwoArms.moments(control, treated), TwoArms.NAMES.size() + 1);
    row[row.length - 1] = skewness(values);
    return row;
  }

  /** The third standardised moment of the sample, both arms together. */
  private static double skewness(double[] values) {
    var mean = Arrays.stream(values).average().orElseThrow();
    var squares = 0.0;
    var cubes = 0.0;
    for (var value : values) {
      var deviation = value - mean;
      squares += deviation * deviation;
      cubes += deviation * deviation * deviation;
    }
    return cubes / values.length / Math.pow(squares / values.length, 1.5);
  }
}
