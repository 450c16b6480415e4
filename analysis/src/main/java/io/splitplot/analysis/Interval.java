package io.splitplot.analysis;

/**
 * The values that data do not contradict.
 *
 * @param low the lower end, perhaps negative infinity
 * @param high the upper end, not below the lower one, perhaps infinity
 */
public record Interval(double low, double high) {
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("no interval from %s to %s".formatted(low, high));
    }
  }

  /** All values within {@code margin} of {@code centre}. */
  public static Interval around(double centre, double margin) {
    return new Interval(centre - margin, centre + margin);
  }

  /** Whether the value is strictly between the ends. */
  public boolean contains(double value) {
    return low < value && value < high;
  }
}
