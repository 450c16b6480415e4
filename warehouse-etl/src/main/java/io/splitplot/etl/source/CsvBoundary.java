package io.splitplot.etl.source;

/**
 * A row of CSV ends with its line, unless a cell in quotation marks goes over several lines.
 *
 * <p>One quotation mark too many or too few must not swallow the rows after it. So a row over
 * several lines is believed only when its quotation marks are in order and it has as many cells as
 * the header; else its first line alone is a row (a broken one), and the next line begins another.
 */
final class CsvBoundary implements Boundary {
  private static final int UNKNOWN = 0;
  private static final int BROKEN = -2;
  private static final byte QUOTE = '"';

  private final byte delimiter;
  private int columns = UNKNOWN;

  CsvBoundary(char delimiter) {
    this.delimiter = (byte) delimiter;
  }

  /** How many cells the rows after the header have. */
  void expect(int headerColumns) {
    columns = headerColumns;
  }

  @Override
  public int next(byte[] buffer, int start, int limit, boolean atEnd) {
    var cells = 1;
    var end = endOfCell(buffer, start, limit, atEnd);
    while (end >= 0 && end < limit && buffer[end] == delimiter) {
      cells++;
      end = endOfCell(buffer, end + 1, limit, atEnd);
    }
    if (end == MORE) {
      return MORE;
    }
    var isDoubtful = end == BROKEN || (columns != UNKNOWN && cells != columns);
    return isDoubtful
        ? afterLine(buffer, start, limit, atEnd)
        : afterBreak(buffer, end, limit, atEnd);
  }

  /** Where a cell ends: at a delimiter, a line break or the limit; or {@code MORE} or BROKEN. */
  private int endOfCell(byte[] buffer, int start, int limit, boolean atEnd) {
    if (start < limit && buffer[start] == QUOTE) {
      return endOfQuoted(buffer, start + 1, limit, atEnd);
    }
    for (var i = start; i < limit; i++) {
      if (endsCell(buffer[i])) {
        return i;
      }
    }
    return atEnd ? limit : MORE;
  }

  private int endOfQuoted(byte[] buffer, int start, int limit, boolean atEnd) {
    var i = start;
    while (i < limit) {
      if (buffer[i] != QUOTE) {
        i++;
      } else if (i + 1 == limit) {
        return atEnd ? limit : MORE;
      } else if (buffer[i + 1] == QUOTE) {
        i += 2;
      } else {
        return endsCell(buffer[i + 1]) ? i + 1 : BROKEN;
      }
    }
    return atEnd ? BROKEN : MORE;
  }

  private boolean endsCell(byte character) {
    return character == delimiter || character == '\n' || character == '\r';
  }

  private static int afterLine(byte[] buffer, int start, int limit, boolean atEnd) {
    for (var i = start; i < limit; i++) {
      if (buffer[i] == '\n' || buffer[i] == '\r') {
        return afterBreak(buffer, i, limit, atEnd);
      }
    }
    return atEnd ? limit : MORE;
  }

  /** After the line break at an index, which is one or two characters, or the limit. */
  private static int afterBreak(byte[] buffer, int at, int limit, boolean atEnd) {
    if (at == limit) {
      return limit;
    }
    if (buffer[at] != '\r') {
      return at + 1;
    }
    if (at + 1 == limit) {
      return atEnd ? limit : MORE;
    }
    return buffer[at + 1] == '\n' ? at + 2 : at + 1;
  }
}
