package io.splitplot.analysis.resampling;

/** What is estimated from two arms, treatment compared with baseline. */
public sealed interface Statistic {

  /** The difference of means, or of ratios. */
  static Statistic difference() {
    return new Difference();
  }

  /** The ratio of means, or of ratios, less 1. */
  static Statistic lift() {
    return new Lift();
  }

  /**
   * The difference of quantiles.
   *
   * @param p which quantile, strictly within 0 and 1
   */
  static Statistic quantileDifference(double p) {
    return new QuantileDifference(p);
  }

  double of(Units baseline, Units treatment);

  /** What each unit of the baseline adds to the statistic, to first order. */
  double[] baselineInfluence(Units baseline, Units treatment);

  /** What each unit of the treatment adds to the statistic, to first order. */
  double[] treatmentInfluence(Units baseline, Units treatment);

  record Difference() implements Statistic {
    @Override
    public double of(Units baseline, Units treatment) {
      return treatment.ratio() - baseline.ratio();
    }

    @Override
    public double[] baselineInfluence(Units baseline, Units treatment) {
      return scaled(baseline.ratioInfluence(), -1);
    }

    @Override
    public double[] treatmentInfluence(Units baseline, Units treatment) {
      return treatment.ratioInfluence();
    }
  }

  record Lift() implements Statistic {
    @Override
    public double of(Units baseline, Units treatment) {
      return treatment.ratio() / baseline.ratio() - 1;
    }

    @Override
    public double[] baselineInfluence(Units baseline, Units treatment) {
      var ratio = baseline.ratio();
      return scaled(baseline.ratioInfluence(), -treatment.ratio() / (ratio * ratio));
    }

    @Override
    public double[] treatmentInfluence(Units baseline, Units treatment) {
      return scaled(treatment.ratioInfluence(), 1 / baseline.ratio());
    }
  }

  record QuantileDifference(double p) implements Statistic {
    public QuantileDifference {
      if (!(p > 0 && p < 1)) {
        throw new IllegalArgumentException("a quantile is strictly within 0 and 1, not " + p);
      }
    }

    @Override
    public double of(Units baseline, Units treatment) {
      return treatment.quantile(p) - baseline.quantile(p);
    }

    @Override
    public double[] baselineInfluence(Units baseline, Units treatment) {
      return scaled(baseline.quantileInfluence(p), -1);
    }

    @Override
    public double[] treatmentInfluence(Units baseline, Units treatment) {
      return treatment.quantileInfluence(p);
    }
  }

  private static double[] scaled(double[] values, double factor) {
    for (var i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return values;
  }
}
