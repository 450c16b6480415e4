package io.splitplot.simulation;

/**
 * What became of the facts that were sent to one endpoint.
 *
 * @param sent how many were sent, each counted once however often it was sent again
 * @param accepted how many the server stored now
 * @param duplicate how many it had stored before
 * @param rejected how many it refused with a reason
 */
public record Tally(long sent, long accepted, long duplicate, long rejected) {
  /** Nothing sent yet. */
  public static final Tally NONE = new Tally(0, 0, 0, 0);

  /** How many facts the server says it has. */
  public long acknowledged() {
    return accepted + duplicate;
  }

  Tally plus(Tally other) {
    return new Tally(
        sent + other.sent,
        accepted + other.accepted,
        duplicate + other.duplicate,
        rejected + other.rejected);
  }
}
