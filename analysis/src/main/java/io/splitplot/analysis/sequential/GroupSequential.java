package io.splitplot.analysis.sequential;

import io.splitplot.analysis.Interval;
import io.splitplot.analysis.distribution.Normal;
import java.util.ArrayList;
import java.util.List;

/**
 * The boundaries of a group-sequential test with a spending function: the statistic z of a look
 * rejects when it is beyond that look's boundary, and over all looks the error probability is
 * alpha.
 *
 * <p>The looks need not be planned: their number and times are free as long as they do not depend
 * on the effect that was seen. At each look an application calls {@link #looks} with the
 * information fractions of all earlier looks and of this one, {@code (1 / V_k) / I_max} with V_k
 * the variance of the estimate. The boundaries of earlier looks come out the same, to the last bit.
 *
 * <p>With more information than planned the look spends all that is left, and its boundary is for
 * the information that there really is. With less, what was not spent stays unspent.
 */
public final class GroupSequential {
  /** Below this an increment is too small for the integration, and earlier looks are neglected. */
  private static final double LOG_NEGLIGIBLE = -650;

  private static final int MOST_STEPS = 200;

  /**
   * One look.
   *
   * @param fraction of the planned information
   * @param z the boundary; infinite where nothing can be spent
   * @param alphaSpent on one side, at this and all earlier looks together
   */
  public record Look(double fraction, double z, double alphaSpent) {

    /** Whether a statistic stops the test here, in either direction. */
    public boolean isCrossedBy(double statistic) {
      return Math.abs(statistic) > z;
    }

    /**
     * The repeated confidence interval of a two-sided test: over all looks together these cover the
     * effect with 1 - alpha, whether the test is stopped or not (C. Jennison, B. W. Turnbull, JRSS
     * B 51, 1989).
     */
    public Interval repeatedInterval(double effect, double standardError) {
      return Interval.around(effect, z * standardError);
    }
  }

  private enum Sides {
    ONE,
    TWO
  }

  private final Sides sides;
  private final Spending spending;
  private final double alpha;

  private GroupSequential(Sides sides, Spending spending, double alpha) {
    this.sides = sides;
    this.spending = spending;
    this.alpha = alpha;
  }

  /**
   * Rejects when |z| is above the boundary; each side spends half of alpha.
   *
   * @param alpha the error probability of both sides together, between 0 and 1
   */
  public static GroupSequential twoSided(Spending spending, double alpha) {
    return new GroupSequential(Sides.TWO, spending, requireAlpha(alpha) / 2);
  }

  /**
   * Rejects when z is above the boundary.
   *
   * @param alpha the error probability, above 0 and at most one half
   */
  public static GroupSequential oneSided(Spending spending, double alpha) {
    if (requireAlpha(alpha) > 0.5) {
      throw new IllegalArgumentException("alpha of one side is at most 0.5, not " + alpha);
    }
    return new GroupSequential(Sides.ONE, spending, alpha);
  }

  /**
   * The boundaries of these looks.
   *
   * @param fractions of the planned information, increasing; only the last may be 1 or more
   */
  public List<Look> looks(double... fractions) {
    requireIncreasing(fractions);
    var looks = new ArrayList<Look>();
    var walk = new Walk(0);
    var before = 0.0;
    for (var fraction : fractions) {
      if (before >= 1) {
        throw new IllegalArgumentException(
            "all of alpha was spent at the fraction %s; no look can follow".formatted(before));
      }
      var increment = spending.logSpentBetween(before, fraction, alpha);
      var z = boundary(walk.survivors(), walk.highest(), walk.time(), fraction, increment);
      looks.add(new Look(fraction, z, spending.spent(fraction, alpha)));
      if (fraction < fractions[fractions.length - 1]) {
        walk.survive(fraction, sides == Sides.TWO ? -z : Double.NEGATIVE_INFINITY, z);
      }
      before = fraction;
    }
    return List.copyOf(looks);
  }

  /**
   * The z that survivors exceed with the given probability. Newton's method on the logarithm, which
   * is concave; it starts above the root and comes down to it without ever passing it.
   */
  private static double boundary(
      Survivors survivors, double highest, double earlier, double time, double logIncrement) {
    var unrestricted = Normal.upperQuantileOfLog(logIncrement);
    if (logIncrement < LOG_NEGLIGIBLE) {
      return unrestricted;
    }
    var root = Math.sqrt(time);
    var level = Math.min(unrestricted * root, highest + unrestricted * Math.sqrt(time - earlier));
    for (var i = 0; i < MOST_STEPS; i++) {
      var above = survivors.above(time, level);
      if (above < Double.MIN_NORMAL) {
        return level / root; // nobody gets there; a lower boundary would not be reached either
      }
      var step = (Math.log(above) - logIncrement) * above / survivors.density(time, level);
      level += step;
      if (Math.abs(step) <= 1e-12 * root) {
        return level / root;
      }
    }
    throw new IllegalStateException(
        "no boundary found at the fraction %s for the increment exp(%s)"
            .formatted(time, logIncrement));
  }

  private static double requireAlpha(double alpha) {
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("alpha must be between 0 and 1, not " + alpha);
    }
    return alpha;
  }

  static void requireIncreasing(double... fractions) {
    if (fractions.length == 0) {
      throw new IllegalArgumentException("at least one look, please");
    }
    var before = 0.0;
    for (var fraction : fractions) {
      if (!(fraction > before && fraction < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "information fractions must be positive and increase: %s after %s"
                .formatted(fraction, before));
      }
      before = fraction;
    }
  }
}
