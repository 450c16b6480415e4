package io.splitplot.analysis.sequential;

import io.splitplot.analysis.distribution.Normal;

/**
 * Where the paths of a Brownian motion with drift are that have not yet crossed a boundary at an
 * earlier look. The scale is the score S = Z sqrt(t), which has variance t at the fraction t.
 */
interface Survivors {

  /** P(no crossing so far, S at {@code time} above {@code level}). */
  double above(double time, double level);

  /** P(no crossing so far, S at {@code time} below {@code level}). */
  double below(double time, double level);

  /** The density of the paths without a crossing so far at {@code level}. */
  double density(double time, double level);

  /** No look was taken: every path starts at 0. */
  record Origin(double drift) implements Survivors {

    @Override
    public double above(double time, double level) {
      return Normal.upperTail((level - drift * time) / Math.sqrt(time));
    }

    @Override
    public double below(double time, double level) {
      return Normal.cdf((level - drift * time) / Math.sqrt(time));
    }

    @Override
    public double density(double time, double level) {
      var deviation = Math.sqrt(time);
      return Normal.density((level - drift * time) / deviation) / deviation;
    }
  }
}
