package io.splitplot.analysis.crosscheck;

/**
 * Moments of an arm with a covariate from before the experiment (CUPED), centred.
 *
 * @param y mean of the metric
 * @param x mean of the covariate
 * @param yy sum of squared distances of the metric, and so on
 */
public record Covariate(long n, double y, double x, double yy, double xx, double xy) {

  /** From rows, each exactly added up. */
  public static Covariate of(double[] ys, double[] xs) {
    var y = new Sample(ys);
    var x = new Sample(xs);
    var xy = 0.0;
    for (var i = 0; i < ys.length; i++) {
      xy += (ys[i] - y.mean()) * (xs[i] - x.mean());
    }
    return new Covariate(ys.length, y.mean(), x.mean(), y.squares(), x.squares(), xy);
  }

  /** The arm's values less theta times the covariate. */
  private Arm residual(double theta) {
    return new Arm(n, y - theta * x, (yy - 2 * theta * xy + theta * theta * xx) / (n - 1));
  }

  /** The slope within arms: that of the regression on arm and covariate. */
  public static double slopeWithin(Covariate c, Covariate t) {
    return (c.xy + t.xy) / (c.xx + t.xx);
  }

  /** The slope over all units together (Deng, Xu, Kohavi, Walker, 2013). */
  public static double slopeOverAll(Covariate c, Covariate t) {
    var factor = (double) c.n * t.n / (c.n + t.n);
    return (c.xy + t.xy + factor * (t.y - c.y) * (t.x - c.x))
        / (c.xx + t.xx + factor * (t.x - c.x) * (t.x - c.x));
  }

  public static Welch adjusted(Covariate c, Covariate t, double theta, double level) {
    var unadjusted = Welch.of(c.residual(theta), t.residual(theta), level);
    var difference = (t.y - c.y) - theta * (t.x - c.x);
    return Welch.of(difference, unadjusted.standardError(), unadjusted.degreesOfFreedom(), level);
  }

  /** Lin (2013): a slope for each arm. */
  public static double linDifference(Covariate c, Covariate t) {
    var x = (c.n * c.x + t.n * t.x) / (c.n + t.n);
    return (t.y - t.xy / t.xx * (t.x - x)) - (c.y - c.xy / c.xx * (c.x - x));
  }

  public static double linError(Covariate c, Covariate t) {
    return Math.sqrt(c.residualError() + t.residualError());
  }

  private double residualError() {
    return (yy - xy * xy / xx) / ((n - 2.0) * n);
  }
}
