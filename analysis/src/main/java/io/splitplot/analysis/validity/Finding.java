package io.splitplot.analysis.validity;

/**
 * One figure of a goal, and where it has to be.
 *
 * @param what is counted or measured
 * @param expectation whether it must be within the band
 * @param measured a count of runs, or another figure
 * @param nominal what it should be about, in the same unit
 * @param runs how many it is from
 * @param isCount whether it counts runs, so that over {@code runs} it is a rate
 */
public record Finding(
    String what,
    Expectation expectation,
    double measured,
    double nominal,
    Band band,
    int runs,
    boolean isCount) {

  /** Whether the figure of something valid or that of something known to be wrong. */
  public enum Expectation {
    WITHIN,
    /** A negative control: were it within the band, the harness would see nothing. */
    OUTSIDE
  }

  /** A count of runs in which something with the chance {@code p} happened. */
  static Finding rate(String what, int count, double p, int runs) {
    return count(what, count, p, Band.binomial(p, runs), runs);
  }

  /** The same for a chance that is {@code p} at most. */
  static Finding rateAtMost(String what, int count, double p, int runs) {
    return count(what, count, p, Band.binomialAtMost(p, runs), runs);
  }

  /** The same for a chance that is {@code p} at least. */
  static Finding rateAtLeast(String what, int count, double p, int runs) {
    return count(what, count, p, Band.binomialAtLeast(p, runs), runs);
  }

  /** A count of runs that must not be what a chance of {@code p} at most gives. */
  static Finding control(String what, int count, double p, int runs) {
    var band = Band.binomialAtMost(p, runs);
    return new Finding(what, Expectation.OUTSIDE, count, p * runs, band, runs, true);
  }

  /** A figure that counts nothing. */
  static Finding value(String what, double measured, double nominal, Band band, int runs) {
    return new Finding(what, Expectation.WITHIN, measured, nominal, band, runs, false);
  }

  private static Finding count(String what, int count, double p, Band band, int runs) {
    return new Finding(what, Expectation.WITHIN, count, p * runs, band, runs, true);
  }

  /** Whether the figure is where it has to be. */
  public boolean holds() {
    return band.contains(measured) == (expectation == Expectation.WITHIN);
  }

  /** The figure for people: a count with its rate, or a number. */
  public String figure() {
    return isCount
        ? "%,d (%.4f)".formatted((long) measured, measured / runs)
        : "%.4f".formatted(measured);
  }

  /** The limits for people, without those that cannot be passed. */
  public String limits() {
    var hasLow = band.low() > 0;
    var hasHigh = Double.isFinite(band.high()) && !(isCount && band.high() >= runs);
    if (hasLow && hasHigh) {
      return "%s … %s".formatted(limit(band.low()), limit(band.high()));
    }
    return hasLow ? "≥ " + limit(band.low()) : "≤ " + limit(band.high());
  }

  private String limit(double limit) {
    return isCount ? "%,d".formatted((long) limit) : "%.4f".formatted(limit);
  }
}
