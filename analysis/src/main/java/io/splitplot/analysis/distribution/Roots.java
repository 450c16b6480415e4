package io.splitplot.analysis.distribution;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.solvers.BracketingNthOrderBrentSolver;

/** Inverts increasing functions of a variable that may be any number. */
final class Roots {
  private static final int MOST_EVALUATIONS = 500;
  private static final int MOST_DOUBLINGS = 60;

  private Roots() {}

  /** Where an increasing function is 0, looked for from {@code start} on. */
  static double of(DoubleUnaryOperator increasing, double start) {
    var low = start;
    var high = start;
    var step = 0.25;
    for (var i = 0; increasing.applyAsDouble(low) > 0; i++) {
      low -= doubled(step, i);
    }
    for (var i = 0; increasing.applyAsDouble(high) < 0; i++) {
      high += doubled(step, i);
    }
    if (low == high) {
      return start;
    }
    return new BracketingNthOrderBrentSolver(1e-15, 1e-14, 5)
        .solve(MOST_EVALUATIONS, increasing::applyAsDouble, low, high);
  }

  private static double doubled(double step, int times) {
    if (times > MOST_DOUBLINGS) {
      throw new IllegalArgumentException("a quantile beyond what a number can hold");
    }
    return Math.scalb(step, times);
  }
}
