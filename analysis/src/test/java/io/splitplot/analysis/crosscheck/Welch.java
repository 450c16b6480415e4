package io.splitplot.analysis.crosscheck;

import io.splitplot.analysis.distribution.StudentT;

/** Welch (1947), Satterthwaite (1946); treatment minus baseline. */
public record Welch(
    String state,
    double difference,
    double standardError,
    double degreesOfFreedom,
    double statistic,
    double p,
    double logP,
    double low,
    double high) {

  public static Welch of(Arm baseline, Arm treatment, double level) {
    if (baseline.n() < 2 || treatment.n() < 2) {
      return without("insufficient_data", Double.NaN);
    }
    var difference = treatment.mean() - baseline.mean();
    var variance = baseline.error() + treatment.error();
    if (variance == 0) {
      return without("zero_variance", difference);
    }
    var share = baseline.error() / variance;
    var rest = treatment.error() / variance;
    var freedom = 1 / (share * share / (baseline.n() - 1) + rest * rest / (treatment.n() - 1));
    return of(difference, Math.sqrt(variance), freedom, level);
  }

  static Welch of(double difference, double error, double freedom, double level) {
    var distribution = new StudentT(freedom);
    var t = difference / error;
    var margin = distribution.upperQuantile((1 - level) / 2) * error;
    return new Welch(
        "ok",
        difference,
        error,
        freedom,
        t,
        distribution.twoSided(t),
        distribution.logTwoSided(t),
        difference - margin,
        difference + margin);
  }

  private static Welch without(String state, double difference) {
    var none = Double.NaN;
    return new Welch(state, difference, none, none, none, none, none, none, none);
  }
}
