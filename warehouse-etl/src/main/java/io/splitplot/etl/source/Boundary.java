package io.splitplot.etl.source;

/** Finds where a row of a text ends. */
interface Boundary {
  /** More bytes are needed to tell. */
  int MORE = -1;

  /**
   * Where the next row begins.
   *
   * @param start of the row
   * @param limit of what is in the buffer
   * @param atEnd nothing comes after the limit
   * @return an index after the start and not after the limit, or {@link #MORE}, never at the end
   */
  int next(byte[] buffer, int start, int limit, boolean atEnd);
}
