package io.splitplot.etl.rollup;

/** Told how far a rebuild is, after each piece and from its thread. */
public interface RebuildProgress {

  /** Tells nobody. */
  RebuildProgress NONE = (_, _) -> {};

  /**
   * A piece is done.
   *
   * @param units exposed units that have been compared
   * @param total of so many; more may have come since
   */
  void reached(long units, long total);
}
