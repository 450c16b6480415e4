package io.splitplot.analysis.validity;

import io.splitplot.analysis.distribution.Binomial;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Random numbers of the distributions that the goals need, the same for the same seed. */
final class Sampler {
  private final RandomGenerator random;

  Sampler(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  double uniform() {
    return random.nextDouble();
  }

  double gaussian() {
    return random.nextGaussian();
  }

  /** e to the power of a normal variable of mean 0. */
  double logNormal(double deviation) {
    return Math.exp(deviation * random.nextGaussian());
  }

  double exponential() {
    return random.nextExponential();
  }

  double chiSquare(double degreesOfFreedom) {
    return 2 * gamma(degreesOfFreedom / 2);
  }

  double beta(double a, double b) {
    var x = gamma(a);
    return x / (x + gamma(b));
  }

  /** G. Marsaglia, W. W. Tsang, ACM Trans. Math. Software 26(3), 2000; the shape is at least 1. */
  double gamma(double shape) {
    var d = shape - 1.0 / 3;
    var c = 1 / Math.sqrt(9 * d);
    while (true) {
      var x = random.nextGaussian();
      var root = 1 + c * x;
      if (root > 0) {
        var v = root * root * root;
        var log = Math.log(1 - random.nextDouble());
        if (log < x * x / 2 + d - d * v + d * Math.log(v)) {
          return d * v;
        }
      }
    }
  }

  /** How many exponential waiting times fit into the mean: for small means. */
  int poisson(double mean) {
    var limit = Math.exp(-mean);
    var count = 0;
    for (var product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }

  /** Successes of a few trials, one after the other. */
  int successes(int trials, double chance) {
    var count = 0;
    for (var i = 0; i < trials; i++) {
      if (random.nextDouble() < chance) {
        count++;
      }
    }
    return count;
  }

  /**
   * A binomial count by inversion that starts at the mode and goes outwards: exact, in a time that
   * grows with the deviation only.
   */
  int binomial(int trials, double chance) {
    var mode = (int) ((trials + 1) * chance);
    var odds = chance / (1 - chance);
    var left = random.nextDouble();
    var up = Binomial.probability(mode, trials, chance);
    var down = up;
    left -= up;
    for (var step = 1; left > 0 && (up > 0 || down > 0); step++) {
      var high = mode + step;
      up = high <= trials ? up * odds * (trials - high + 1) / high : 0;
      left -= up;
      if (left <= 0) {
        return high;
      }
      var low = mode - step;
      down = low >= 0 ? down / odds * (low + 1) / (trials - low) : 0;
      left -= down;
      if (left <= 0) {
        return low;
      }
    }
    return mode;
  }
}
