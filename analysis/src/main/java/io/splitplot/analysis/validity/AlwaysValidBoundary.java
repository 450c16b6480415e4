package io.splitplot.analysis.validity;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The z beyond which the always-valid test rejects at each look, for the exact chances: I.
 * Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy, A. Ramdas, Ann. Stat. 52 (2024).
 */
final class AlwaysValidBoundary {
  private AlwaysValidBoundary() {}

  /** For |z|: theorem 2.2. */
  static double[] twoSided(double[] units, double planned, double alpha) {
    return at(units, rate(planned, alpha), r -> Math.log(Math.sqrt(1 + r) / alpha));
  }

  /** For z: the half-normal mixture of the appendix, tuned for twice alpha. */
  static double[] oneSided(double[] units, double planned, double alpha) {
    return at(
        units, rate(planned, 2 * alpha), r -> Math.log1p(Math.sqrt(1 + r) / (2 * alpha)));
  }

  /** The mixing variance of one unit, rho^2: narrowest at the planned size. */
  private static double rate(double planned, double alpha) {
    return (-2 * Math.log(alpha) + Math.log1p(-2 * Math.log(alpha))) / planned;
  }

  private static double[] at(double[] units, double rate, DoubleUnaryOperator level) {
    return Arrays.stream(units)
        .map(n -> n * rate)
        .map(r -> Math.sqrt(2 * (1 + r) / r * level.applyAsDouble(r)))
        .toArray();
  }
}
