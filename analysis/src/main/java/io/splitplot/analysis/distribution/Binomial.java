package io.splitplot.analysis.distribution;

/**
 * Probabilities of counts without loss for large numbers, by the saddle-point form of C. Loader,
 * Fast and accurate computation of binomial probabilities (2000).
 */
public final class Binomial {
  private static final double[] STIRLING = {
    -691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12
  };

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
    var log =
        stirlingError(trials)
            - stirlingError(successes)
            - stirlingError(failures)
            - deviance(successes, trials * chance)
            - deviance(failures, trials * (1 - chance));
    return Math.exp(log) * Math.sqrt(trials / (2 * Math.PI * successes * (double) failures));
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

  /** ln P(a Poisson variable of mean n is n). */
  static double logPoissonAtMean(int n) {
    return -stirlingError(n) - Math.log(2 * Math.PI * n) / 2;
  }

  /** ln n! less its approximation by Stirling's formula. */
  static double stirlingError(double n) {
    if (n < 16) {
      return logFactorial((int) n) - (n + 0.5) * Math.log(n) + n - Math.log(2 * Math.PI) / 2;
    }
    var inverse = 1 / (n * n);
    var sum = 0.0;
    for (var coefficient : STIRLING) {
      sum = sum * inverse + coefficient;
    }
    return sum / n;
  }

  private static double logFactorial(int n) {
    var product = 1.0;
    for (var i = 2; i <= n; i++) {
      product *= i;
    }
    return Math.log(product);
  }

  /** x ln(x / m) + m - x, without cancellation where the two are close. */
  static double deviance(double x, double mean) {
    var difference = x - mean;
    if (Math.abs(difference) >= 0.1 * (x + mean)) {
      return x * Math.log(x / mean) - difference;
    }
    var v = difference / (x + mean);
    var sum = difference * v;
    var term = 2 * x * v;
    for (var j = 1; j < 1000; j++) {
      term *= v * v;
      var next = sum + term / (2 * j + 1);
      if (next == sum) {
        break;
      }
      sum = next;
    }
    return sum;
  }
}
