package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** A covariate takes away the variance that it explains, and alpha stays what it is. */
final class CovariateGoal implements Goal {
  private static final int UNITS = 2000;
  private static final int UNITS_OF_SMALL_ARM = 400;
  private static final double CORRELATION = 0.7;

  /** How far the mean variance ratio may be from 1 - rho^2; chance is far below this. */
  private static final double BIAS_MAX = 0.02;

  @Override
  public String name() {
    return "G8";
  }

  @Override
  public String claim() {
    return "A covariate takes the variance away that it explains, and nothing from alpha";
  }

  @Override
  public Findings measure(Trial trial) throws SQLException {
    var common = simulate(trial, "G8", "cuped", UNITS);
    var own = simulate(trial, "G8 interacted", "cuped_interacted", UNITS_OF_SMALL_ARM);
    return Findings.of(
        Check.rate("rejected without an effect", common[0], p -> p < 0.05, 0.05),
        ratio("mean variance ratio", common[1]),
        Check.rate("a slope per arm, 2,000 and 400 units", own[0], p -> p < 0.05, 0.05),
        ratio("a slope per arm, mean variance ratio", own[1]));
  }

  private static Check ratio(String name, double[] ratios) {
    var ratio = 1 - CORRELATION * CORRELATION;
    return Check.mean(name, ratios, new Limits(ratio - BIAS_MAX, ratio + BIAS_MAX));
  }

  private static double[][] simulate(Trial trial, String name, String function, int treated)
      throws SQLException {
    var sampler = trial.sampler(name);
    return trial.simulate(
        List.of("y_c", "x_c", "syy_c", "sxx_c", "sxy_c", "y_t", "x_t", "syy_t", "sxx_t", "sxy_t"),
        1,
        (_, rows) -> rows.add(moments(sampler, treated)),
        """
        select w.p_value, w.variance_ratio
        from sample s
        cross join lateral stats.%s(
          %d, y_c, x_c, syy_c, sxx_c, sxy_c, %d, y_t, x_t, syy_t, sxx_t, sxy_t) w
        """
            .formatted(function, UNITS, treated));
  }

  private static double[] moments(Sampler sampler, int treated) {
    return DoubleStream.concat(
            Arrays.stream(arm(sampler, UNITS)), Arrays.stream(arm(sampler, treated)))
        .toArray();
  }

  /**
   * Means and centred sums of a bivariate normal sample with variances 1: the sums have a Wishart
   * distribution, by the decomposition of Bartlett (1933).
   */
  private static double[] arm(Sampler sampler, int units) {
    var rest = Math.sqrt(1 - CORRELATION * CORRELATION);
    var root = Math.sqrt(units);
    var x = sampler.gaussian();
    var y = CORRELATION * x + rest * sampler.gaussian();
    var sxx = sampler.chiSquare(units - 1);
    var cross = sampler.gaussian();
    var sxy = CORRELATION * sxx + rest * Math.sqrt(sxx) * cross;
    var syy = sxy * sxy / sxx + rest * rest * sampler.chiSquare(units - 2);
    return new double[] {y / root, x / root, syy, sxx, sxy};
  }
}
