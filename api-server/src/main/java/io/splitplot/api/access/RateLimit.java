package io.splitplot.api.access;

/**
 * How many requests are taken.
 *
 * @param perSecond how many in the long run
 * @param burst how many at once after a rest
 */
public record RateLimit(int perSecond, int burst) {
  /** The burst where nothing is said about it: two seconds' worth. */
  public static RateLimit of(int perSecond) {
    return new RateLimit(perSecond, Math.multiplyExact(2, perSecond));
  }
}
