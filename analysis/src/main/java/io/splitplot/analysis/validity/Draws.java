package io.splitplot.analysis.validity;

import java.util.SplittableRandom;

/** Random numbers of one block of runs: the same for the same seed, on every machine. */
final class Draws {
  private final SplittableRandom random;

  private Draws(SplittableRandom random) {
    this.random = random;
  }

  /** A stream of its own for each seed, purpose and number. */
  static Draws of(long seed, String purpose, int number) {
    // SplittableRandom mixes its seed first, so neighbours give unrelated streams.
    var ofPurpose = new SplittableRandom(seed).nextLong() + ((long) purpose.hashCode() << 32);
    return new Draws(new SplittableRandom(new SplittableRandom(ofPurpose).nextLong() + number));
  }

  /** Evenly between 0 and 1. */
  double uniform() {
    return random.nextDouble();
  }

  /** Standard normal. */
  double normal() {
    return random.nextGaussian();
  }

  /** e to a normal number with this standard deviation. */
  double logNormal(double sigma) {
    return Math.exp(sigma * random.nextGaussian());
  }

  /** 1 with the chance {@code p}, else 0. */
  int bernoulli(double p) {
    return random.nextDouble() < p ? 1 : 0;
  }

  /** How many of {@code n} independent trials succeed. */
  int binomial(int n, double p) {
    var successes = 0;
    for (var i = 0; i < n; i++) {
      successes += bernoulli(p);
    }
    return successes;
  }

  /** Poisson: arrivals that lie exponential times apart, within one unit of time. */
  int poisson(double mean) {
    var arrivals = 0;
    for (var time = random.nextExponential(); time < mean; time += random.nextExponential()) {
      arrivals++;
    }
    return arrivals;
  }

  /** Beta(1, b), by inverting its distribution function 1 - (1 - x)^b. */
  double betaOfOneAnd(double b) {
    return 1 - Math.pow(random.nextDouble(), 1 / b);
  }

  /** Chi-square: twice a gamma number of half the degrees of freedom. */
  double chiSquare(double degreesOfFreedom) {
    return 2 * gamma(degreesOfFreedom / 2);
  }

  /**
   * Gamma with unit scale: G. Marsaglia, W. W. Tsang, ACM Trans. Math. Softw. 26 (2000).
   *
   * @param shape at least 1
   */
  private double gamma(double shape) {
    var d = shape - 1.0 / 3;
    var c = 1 / Math.sqrt(9 * d);
    while (true) {
      var x = random.nextGaussian();
      var root = 1 + c * x;
      if (root > 0) {
        var v = root * root * root;
        if (Math.log(1 - random.nextDouble()) < x * x / 2 + d * (1 - v + Math.log(v))) {
          return d * v;
        }
      }
    }
  }
}
