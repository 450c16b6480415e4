package io.splitplot.analysis.validity;

import java.util.Arrays;

/**
 * When a growing experiment is looked at.
 *
 * @param units of each arm at each look, increasing
 */
record Looks(int[] units) {
  private static final int LEAST_BETWEEN = 50;

  /** Evenly, so many units of each arm from one to the next. */
  static Looks even(int count, int unitsBetween) {
    var units = new int[count];
    for (var look = 0; look < count; look++) {
      units[look] = (look + 1) * unitsBetween;
    }
    return new Looks(units);
  }

  /** At times that are drawn, which have nothing to do with what is seen; the last at the end. */
  static Looks drawn(Draws draws, int count, int end) {
    var spare = end - count * LEAST_BETWEEN;
    var times = new double[count];
    for (var look = 0; look < count - 1; look++) {
      times[look] = draws.uniform();
    }
    times[count - 1] = 1;
    Arrays.sort(times);
    var units = new int[count];
    for (var look = 0; look < count; look++) {
      units[look] = (int) (times[look] * spare) + (look + 1) * LEAST_BETWEEN;
    }
    return new Looks(units);
  }

  int count() {
    return units.length;
  }

  /** Of the information at the last look. */
  double[] fractions() {
    return Arrays.stream(units).mapToDouble(n -> (double) n / units[units.length - 1]).toArray();
  }

  /** Units of both arms at each look. */
  double[] totals() {
    return Arrays.stream(units).mapToDouble(n -> 2.0 * n).toArray();
  }

  /** One experiment with normal values of standard deviation 1: what is there at each look. */
  void simulate(Draws draws, double effect, Comparisons comparisons) {
    var baseline = Moments.NONE;
    var treatment = Moments.NONE;
    var before = 0;
    for (var now : units) {
      baseline = baseline.plus(Moments.ofNormal(draws, now - before, 0, 1));
      treatment = treatment.plus(Moments.ofNormal(draws, now - before, effect, 1));
      comparisons.add(baseline, treatment);
      before = now;
    }
  }

  /** Many experiments, one after the other. */
  Comparisons simulate(Draws draws, double effect, int runs) {
    var comparisons = new Comparisons(runs * count());
    for (var run = 0; run < runs; run++) {
      simulate(draws, effect, comparisons);
    }
    return comparisons;
  }
}
