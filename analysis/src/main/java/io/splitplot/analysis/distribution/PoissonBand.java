package io.splitplot.analysis.distribution;

/**
 * The chance that n uniform points, counted from 0 to 1, stay within a band around the diagonal.
 * Given their number the events of a Poisson process are such points, and its counts are a Markov
 * chain: it is stepped from each time at which the band's border passes an integer to the next. All
 * terms are positive, so that nothing cancels.
 */
final class PoissonBand {
  /** Probabilities below this part of the largest do not change a sum. */
  private static final double NEGLIGIBLE = 1e-22;

  private static final int MOST_EVENTS = 40;

  private final int size;
  private final double halfWidth;
  private final double[] chance;
  private final double[] kernel = new double[MOST_EVENTS];
  private int lowest;
  private int highest;
  private double time;

  /**
   * A band of counts.
   *
   * @param size n
   * @param halfWidth how many points the count may be away from n times the place
   */
  PoissonBand(int size, double halfWidth) {
    this.size = size;
    this.halfWidth = halfWidth;
    chance = new double[size + 1];
  }

  double probability() {
    chance[0] = 1;
    var above = 0;
    while (above - halfWidth <= 0) {
      above++; // the upper border lets these counts in before the first step
    }
    var below = 0;
    highest = 0;
    while (time < size) {
      var upperTime = above <= size ? above - halfWidth : size;
      var lowerTime = Math.min(below + halfWidth, size);
      advance(Math.min(Math.min(upperTime, lowerTime), size), Math.min(above - 1, size));
      if (time >= size) {
        break;
      }
      if (upperTime <= lowerTime) {
        above++;
      }
      if (lowerTime <= upperTime) {
        below++;
        lowest = Math.max(lowest, below);
      }
    }
    return Math.exp(Math.log(chance[size]) - SaddlePoint.logPoisson(size, size));
  }

  /** Goes on to a time; counts above {@code limit} leave the band. */
  private void advance(double to, int limit) {
    var events = poisson(to - time);
    var newHighest = Math.min(limit, highest + events - 1);
    for (var count = newHighest; count >= lowest; count--) {
      var sum = 0.0;
      var most = Math.min(events - 1, count - lowest);
      for (var arrivals = Math.max(0, count - highest); arrivals <= most; arrivals++) {
        sum += chance[count - arrivals] * kernel[arrivals];
      }
      chance[count] = sum;
    }
    highest = Math.max(newHighest, lowest);
    time = to;
  }

  /** Fills the kernel with the chances of 0, 1, ... events, and says how many matter. */
  private int poisson(double mean) {
    kernel[0] = Math.exp(-mean);
    var events = 1;
    while (events < MOST_EVENTS) {
      kernel[events] = kernel[events - 1] * mean / events;
      if (kernel[events] < NEGLIGIBLE) {
        break;
      }
      events++;
    }
    return events;
  }
}
