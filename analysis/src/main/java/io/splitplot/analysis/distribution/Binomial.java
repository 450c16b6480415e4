package io.splitplot.analysis.distribution;

/**
 * Probabilities of counts without loss for large numbers, by the saddle-point form of C. Loader,
 * Fast and accurate computation of binomial probabilities (2000).
 */
public final class Binomial {
  private Binomial() {}

  /** P(exactly {@code successes} of {@code trials}), each with a chance strictly within 0 and 1. */
  public static double probability(int successes, int trials, double chance) {
    if (successes == 0) {
      return Math.exp(trials * Math.log1p(-chance));
    }
    if (successes == trials) {
      return Math.exp(trials * Math.log(chance));
    }
    var failures = trials - successes;
    return Math.exp(SaddlePoint.logBinomial(successes, failures, chance, 1 - chance));
  }

  /**
   * The smallest count that is not exceeded with at least this probability, as R's {@code qbinom}.
   * Probabilities above one half are taken from the upper tail, so that those near 1 keep their
   * digits.
   */
  public static int quantile(double probability, int trials, double chance) {
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "the probability must be between 0 and 1, not " + probability);
    }
    return probability <= 0.5
        ? lowQuantile(probability, trials, chance)
        : highQuantile(1 - probability, trials, chance);
  }

  private static int lowQuantile(double tail, int trials, double chance) {
    var count = 0;
    var below = probability(0, trials, chance);
    while (below < tail) {
      count++;
      below += probability(count, trials, chance);
    }
    return count;
  }

  private static int highQuantile(double tail, int trials, double chance) {
    var count = trials;
    var atLeast = probability(count, trials, chance);
    while (atLeast <= tail && count > 0) {
      count--;
      atLeast += probability(count, trials, chance);
    }
    return count;
  }
}
