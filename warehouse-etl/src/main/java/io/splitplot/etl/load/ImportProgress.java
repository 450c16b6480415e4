package io.splitplot.etl.load;

/** Told how far an import is, often and from the importing thread; it should return quickly. */
public interface ImportProgress {

  /** Tells nobody. */
  ImportProgress NONE = (_, _, _, _) -> {};

  /** What an import does, in this order. */
  enum Stage {
    READING,
    CHECKING,
    STORING,
    ROLLING_UP
  }

  /**
   * Called on each stage, and while reading every thousand rows.
   *
   * @param rows read so far from all files
   * @param bytes read so far from all files
   * @param totalBytes the size of all files
   */
  void reached(Stage stage, long rows, long bytes, long totalBytes);
}
