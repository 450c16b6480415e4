package io.splitplot.analysis.validity;

import java.util.List;

/** All of them, in the order of their numbers. */
final class Goals {
  private static final List<Goal> ALL =
      List.of(
          new WelchRejection(),
          new UniformPValues(),
          new IntervalCoverage(),
          new AlwaysValidPeeking(),
          new GroupSequentialRejection(),
          new Power(),
          new SampleRatio(),
          new CovariateAdjustment(),
          new ClusteredRatio(),
          new RampPooling(),
          new Multiplicity(),
          new SkewnessRule(),
          new NaivePeeking(),
          new AssignmentRejection());

  private Goals() {}

  static List<Goal> all() {
    return ALL;
  }

  static List<String> keys() {
    return ALL.stream().map(Goal::key).toList();
  }
}
