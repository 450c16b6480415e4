package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.List;

/** A covariate takes away the variance that it explains, and alpha stays what it is. */
final class CovariateGoal implements Goal {
  private static final int UNITS = 2000;
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
    var sampler = trial.sampler("G8");
    var results =
        trial.simulate(
            List.of(
                "y_c", "x_c", "syy_c", "sxx_c", "sxy_c", "y_t", "x_t", "syy_t", "sxx_t", "sxy_t"),
            1,
            (_, rows) -> rows.add(moments(sampler)),
            """
            select w.p_value, w.variance_ratio
            from sample s
            cross join lateral stats.cuped(
              %1$d, y_c, x_c, syy_c, sxx_c, sxy_c, %1$d, y_t, x_t, syy_t, sxx_t, sxy_t) w
            """
                .formatted(UNITS));
    var ratio = 1 - CORRELATION * CORRELATION;
    return Findings.of(
        Check.rate("rejected without an effect", results[0], p -> p < 0.05, 0.05),
        Check.mean(
            "mean variance ratio", results[1], new Limits(ratio - BIAS_MAX, ratio + BIAS_MAX)));
  }

  private static double[] moments(Sampler sampler) {
    var moments = new double[10];
    for (var offset = 0; offset < 10; offset += 5) {
      System.arraycopy(arm(sampler), 0, moments, offset, 5);
    }
    return moments;
  }

  /**
   * Means and centred sums of a bivariate normal sample with variances 1: the sums have a Wishart
   * distribution, by the decomposition of Bartlett (1933).
   */
  private static double[] arm(Sampler sampler) {
    var rest = Math.sqrt(1 - CORRELATION * CORRELATION);
    var root = Math.sqrt(UNITS);
    var x = sampler.gaussian();
    var y = CORRELATION * x + rest * sampler.gaussian();
    var sxx = sampler.chiSquare(UNITS - 1);
    var cross = sampler.gaussian();
    var sxy = CORRELATION * sxx + rest * Math.sqrt(sxx) * cross;
    var syy = sxy * sxy / sxx + rest * rest * sampler.chiSquare(UNITS - 2);
    return new double[] {y / root, x / root, syy, sxx, sxy};
  }
}
