package io.splitplot.analysis.validity;

import java.util.function.DoubleSupplier;

/**
 * Collects values for their mean, squares and cubes around it, in one pass: T. B. Terriberry
 * (2007), after P. Pebay, Sandia report SAND2008-6212.
 */
final class Skewness {
  private long n;
  private double mean;
  private double squares;
  private double cubes;

  /** So many more values. */
  void add(int count, DoubleSupplier values) {
    for (var i = 0; i < count; i++) {
      add(1, values.getAsDouble(), 0, 0);
    }
  }

  /** Another's values too. */
  Skewness plus(Skewness other) {
    add(other.n, other.mean, other.squares, other.cubes);
    return this;
  }

  private void add(long otherN, double otherMean, double otherSquares, double otherCubes) {
    var both = n + otherN;
    var apart = otherMean - mean;
    var own = (double) n / both;
    var others = (double) otherN / both;
    cubes +=
        otherCubes
            + apart * apart * apart * n * others * (own - others)
            + 3 * apart * (own * otherSquares - others * squares);
    squares += otherSquares + apart * apart * n * others;
    mean += apart * others;
    n = both;
  }

  Moments moments() {
    return new Moments(n, mean, squares);
  }

  /** The third moment over the cube of the standard deviation. */
  double skewness() {
    return Math.sqrt(n) * cubes / Math.pow(squares, 1.5);
  }
}
