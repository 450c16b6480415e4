package io.splitplot.analysis.validity;

/** Units of one variant, as a count, their mean and sum of squared deviations. */
final class Arm {
  private int units;
  private double mean;
  private double squares;

  /** An arm of this many successes and the rest failures. */
  static Arm ofSuccesses(int successes, int units) {
    var arm = new Arm();
    arm.units = units;
    arm.mean = (double) successes / units;
    arm.squares = successes * (1 - arm.mean);
    return arm;
  }

  /** Normal units with variance 1, by the distributions of their moments. */
  static Arm normal(Sampler sampler, int units, double expected) {
    return new Arm().addNormal(sampler, units, expected);
  }

  /** Units whose logarithms are normal with mean 0 and this deviation. */
  static Arm logNormal(Sampler sampler, int units, double deviation) {
    var arm = new Arm();
    for (var i = 0; i < units; i++) {
      arm.add(sampler.logNormal(deviation));
    }
    return arm;
  }

  /** One more unit: Welford's update. */
  void add(double value) {
    units++;
    var deviation = value - mean;
    mean += deviation / units;
    squares += deviation * (value - mean);
  }

  /** More normal units with variance 1; parts are joined as by Chan, Golub and LeVeque (1983). */
  Arm addNormal(Sampler sampler, int more, double expected) {
    var theirs = expected + sampler.gaussian() / Math.sqrt(more);
    var total = units + more;
    var deviation = theirs - mean;
    squares += sampler.chiSquare(more - 1) + deviation * deviation * units / total * more;
    mean += deviation * more / total;
    units = total;
    return this;
  }

  int units() {
    return units;
  }

  double mean() {
    return mean;
  }

  double variance() {
    return squares / (units - 1);
  }
}
