package io.splitplot.analysis.crosscheck;

import io.splitplot.analysis.distribution.ChiSquare;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Phases of a ramp, each with both arms, combined. */
public record Phases(List<Phase> phases) {

  public record Phase(Arm baseline, Arm treatment) {
    double difference() {
      return treatment.mean() - baseline.mean();
    }

    double variance() {
      return baseline.error() + treatment.error();
    }

    public double units() {
      return (double) baseline.n() + treatment.n();
    }

    public double mantelHaenszel() {
      return (double) baseline.n() * treatment.n() / units();
    }
  }

  public record Combined(double difference, double standardError) {
    public double z() {
      return difference / standardError;
    }
  }

  public Combined by(ToDoubleFunction<Phase> weight) {
    var total = phases.stream().mapToDouble(weight).sum();
    var difference = 0.0;
    var variance = 0.0;
    for (var phase : phases) {
      var share = weight.applyAsDouble(phase) / total;
      difference += share * phase.difference();
      variance += share * share * phase.variance();
    }
    return new Combined(difference, Math.sqrt(variance));
  }

  public Combined byInverseVariance() {
    return by(phase -> 1 / phase.variance());
  }

  /** Cochran's Q. */
  public double heterogeneity() {
    var mean = byInverseVariance().difference();
    return phases.stream()
        .mapToDouble(phase -> Math.pow(phase.difference() - mean, 2) / phase.variance())
        .sum();
  }

  public double heterogeneityP() {
    return new ChiSquare(phases.size() - 1).upperTail(heterogeneity());
  }
}
