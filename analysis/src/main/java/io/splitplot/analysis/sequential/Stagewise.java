package io.splitplot.analysis.sequential;

import io.splitplot.analysis.Interval;
import io.splitplot.analysis.distribution.Normal;
import io.splitplot.analysis.sequential.GroupSequential.Look;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.solvers.BracketingNthOrderBrentSolver;

/**
 * What a group-sequential test says after it has stopped. The plain estimate is biased away from 0
 * and the plain interval too short, as the test stopped because of what it saw; these are not.
 *
 * <p>Outcomes are put in the stage-wise order: a crossing of the upper boundary is the greater the
 * earlier, one of the lower boundary the smaller the earlier, the rest by z (A. A. Tsiatis, G. L.
 * Rosner, C. R. Mehta, Biometrics 40, 1984). The order does not depend on looks that were not
 * taken.
 *
 * @param pValue two-sided, against no effect
 * @param estimate median-unbiased: as often too large as too small
 * @param interval at the confidence level that was asked for
 */
public record Stagewise(double pValue, double estimate, Interval interval) {
  /** Standard errors beyond the plain interval within which an end must be found. */
  private static final int WIDEST = 200;

  private static final int MOST_EVALUATIONS = 200;

  /** The test that stopped, and the z with which it did. */
  private record Stopped(List<Look> looks, boolean twoSided, double z) {

    /** The normal quantile of P(an outcome at least as great), which nearly is linear in drift. */
    double probit(double drift) {
      var walk = new Walk(drift);
      var greater = 0.0;
      var smaller = 0.0;
      for (var look : looks.subList(0, looks.size() - 1)) {
        var lower = twoSided ? -look.z() : Double.NEGATIVE_INFINITY;
        var root = Math.sqrt(look.fraction());
        greater += walk.survivors().above(look.fraction(), look.z() * root);
        smaller += walk.survivors().below(look.fraction(), lower * root);
        walk.survive(look.fraction(), lower, look.z());
      }
      var fraction = looks.getLast().fraction();
      var score = z * Math.sqrt(fraction);
      greater += walk.survivors().above(fraction, score);
      smaller += walk.survivors().below(fraction, score);
      return greater < smaller
          ? Normal.quantile(Math.min(greater, 0.5))
          : Normal.upperQuantile(Math.min(smaller, 0.5));
    }
  }

  /**
   * After a test that rejects for large |z|.
   *
   * @param looks as {@link GroupSequential#looks} gave them, the last being where the test stopped
   * @param effect the plain estimate at the last look
   * @param standardError its standard error, positive
   * @param level confidence, between 0 and 1
   */
  public static Stagewise twoSided(
      List<Look> looks, double effect, double standardError, double level) {
    return of(looks, true, effect, standardError, level);
  }

  /** After a test that rejects for large z only; the parameters are those of {@link #twoSided}. */
  public static Stagewise oneSided(
      List<Look> looks, double effect, double standardError, double level) {
    return of(looks, false, effect, standardError, level);
  }

  private static Stagewise of(
      List<Look> looks, boolean twoSided, double effect, double standardError, double level) {
    require(looks, effect, standardError, level);
    var stopped = new Stopped(looks, twoSided, effect / standardError);
    var root = Math.sqrt(looks.getLast().fraction());
    // the expected z at the fraction 1 is this many times the effect
    var driftOfEffect = 1 / (standardError * root);
    var critical = Normal.upperQuantile((1 - level) / 2);
    var low = solve(stopped, -critical, stopped.z() - critical, root) / driftOfEffect;
    var high = solve(stopped, critical, stopped.z() + critical, root) / driftOfEffect;
    return new Stagewise(
        Normal.twoSided(stopped.probit(0)),
        solve(stopped, 0, stopped.z(), root) / driftOfEffect,
        new Interval(low, high));
  }

  /** The drift at which the probit has this value; {@code near} is a z in whose neighbourhood. */
  private static double solve(Stopped stopped, double probit, double near, double root) {
    DoubleUnaryOperator excess = drift -> stopped.probit(drift) - probit;
    var start = near / root;
    var below = start;
    var above = start;
    var step = 0.5 / root;
    for (var i = 0; excess.applyAsDouble(below) > 0; i++) {
      below -= widened(step, i);
    }
    for (var i = 0; excess.applyAsDouble(above) < 0; i++) {
      above += widened(step, i);
    }
    if (below == above) {
      return start;
    }
    return new BracketingNthOrderBrentSolver(1e-12, 1e-10, 5)
        .solve(MOST_EVALUATIONS, excess::applyAsDouble, below, above);
  }

  private static double widened(double step, int times) {
    if (times * step > WIDEST) {
      throw new IllegalStateException("no end of the interval was found");
    }
    return step * (1 << Math.min(times, 6));
  }

  private static void require(List<Look> looks, double effect, double standardError, double level) {
    if (looks.isEmpty()) {
      throw new IllegalArgumentException("a test that stopped had at least one look");
    }
    if (!Double.isFinite(effect)) {
      throw new IllegalArgumentException("the effect must be finite, not " + effect);
    }
    if (!(standardError > 0 && standardError < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the standard error must be positive, not " + standardError);
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("the level must be between 0 and 1, not " + level);
    }
  }
}
