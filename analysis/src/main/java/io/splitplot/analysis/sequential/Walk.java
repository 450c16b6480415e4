package io.splitplot.analysis.sequential;

import java.util.ArrayList;
import java.util.List;

/** A Brownian motion with drift that is looked at now and then, and ends at a boundary. */
final class Walk {
  /** Deviations after which the density is too small for a number. */
  private static final double DENSITY_REACH = 38;

  /** Deviations after which paths no longer matter that are far from any boundary. */
  private static final double RELEVANT_REACH = 10;

  private final double drift;
  private final List<Panels.Step> steps = new ArrayList<>();
  private Survivors survivors;
  private double time;
  private double highest;

  /**
   * A walk at its start.
   *
   * @param drift the expected score at the fraction 1, which is the expected z there
   */
  Walk(double drift) {
    this.drift = drift;
    survivors = new Survivors.Origin(drift);
  }

  Survivors survivors() {
    return survivors;
  }

  /** The fraction of the last look. */
  double time() {
    return time;
  }

  /** Where the highest survivor of the last look can be, as a score. */
  double highest() {
    return highest;
  }

  /** Ends the paths that are outside these boundaries, given as z, at a look. */
  void survive(double fraction, double lowerZ, double upperZ) {
    var root = Math.sqrt(fraction);
    var lower = Math.max(lowerZ * root, lowest(fraction, lowerZ));
    var upper = Math.min(upperZ * root, drift * fraction + DENSITY_REACH * root);
    survivors = Panels.of(survivors, fraction, drift, lower, upper, steps);
    steps.add(new Panels.Step(lower, fraction));
    steps.add(new Panels.Step(upper, fraction));
    time = fraction;
    highest = upper;
  }

  private double lowest(double fraction, double lowerZ) {
    var reach = lowerZ == Double.NEGATIVE_INFINITY ? RELEVANT_REACH : DENSITY_REACH;
    return drift * fraction - reach * Math.sqrt(fraction);
  }
}
