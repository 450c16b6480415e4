package io.splitplot.etl.source;

/** Each line is a row. */
final class LineBoundary implements Boundary {
  @Override
  public int next(byte[] buffer, int start, int limit, boolean atEnd) {
    for (var i = start; i < limit; i++) {
      if (buffer[i] == '\n') {
        return i + 1;
      }
    }
    return atEnd ? limit : MORE;
  }
}
