package io.splitplot.etl.export;

/** Told how far an export is, often and from the exporting thread; it should return quickly. */
public interface ExportProgress {

  /** Tells nobody. */
  ExportProgress NONE = (_, _) -> {};

  /**
   * Called every ten thousand rows.
   *
   * @param dataset the folder that is being written, such as {@code exposures}
   * @param rows written of it so far
   */
  void reached(String dataset, long rows);
}
