package io.splitplot.api.access;

/**
 * How many requests are taken.
 *
 * @param perSecond how many in the long run
 * @param burst how many at once after a rest
 */
public record RateLimit(int perSecond, int burst) {
  private static final int MAX = 1_000_000;

  /** Both must be from 1 to a million. */
  public RateLimit {
    if (perSecond < 1 || perSecond > MAX || burst < 1 || burst > 2 * MAX) {
      throw new IllegalArgumentException("no rate limit: %d, %d".formatted(perSecond, burst));
    }
  }

  /** The burst where nothing is said about it: two seconds' worth. */
  public static RateLimit of(int perSecond) {
    return new RateLimit(perSecond, Math.multiplyExact(2, perSecond));
  }
}
