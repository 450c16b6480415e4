package io.splitplot.analysis.crosscheck;

import io.splitplot.analysis.distribution.Normal;

/** The ratio of two means less 1, and its three intervals. */
public record Lift(Arm baseline, Arm treatment, double level) {

  /** An interval, or what the quadratic inequality of Fieller leaves. */
  public record Fieller(String shape, double g, double low, double high) {}

  public double lift() {
    return (treatment.mean() - baseline.mean()) / baseline.mean();
  }

  public double deltaError() {
    var ratio = treatment.mean() / baseline.mean();
    return Math.sqrt(treatment.error() + ratio * ratio * baseline.error())
        / Math.abs(baseline.mean());
  }

  public double logError() {
    return Math.hypot(
        Math.sqrt(baseline.error()) / baseline.mean(),
        Math.sqrt(treatment.error()) / treatment.mean());
  }

  /** The end of the interval on the log scale; {@code sign} is -1 for the lower one. */
  public double logEnd(int sign) {
    return Math.expm1(Math.log(treatment.mean() / baseline.mean()) + sign * z() * logError());
  }

  /** Fieller (1954). */
  public Fieller fieller() {
    var square = z() * z();
    var a = baseline.mean() * baseline.mean() - square * baseline.error();
    var b = baseline.mean() * treatment.mean();
    var c = treatment.mean() * treatment.mean() - square * treatment.error();
    var g = square * baseline.error() / (baseline.mean() * baseline.mean());
    // b^2 - ac without the square of the product of the means, which would cancel
    var discriminant =
        square
            * (baseline.mean() * baseline.mean() * treatment.error()
                + treatment.mean() * treatment.mean() * baseline.error()
                - square * baseline.error() * treatment.error());
    if (discriminant < 0) {
      return new Fieller("whole_line", g, Double.NaN, Double.NaN);
    }
    var larger = b + Math.copySign(Math.sqrt(discriminant), b);
    var one = larger / a - 1;
    var other = c / larger - 1;
    return new Fieller(
        a > 0 ? "interval" : "complement", g, Math.min(one, other), Math.max(one, other));
  }

  public double z() {
    return Normal.upperQuantile((1 - level) / 2);
  }
}
