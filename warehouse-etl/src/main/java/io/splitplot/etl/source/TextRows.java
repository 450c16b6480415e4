package io.splitplot.etl.source;

import com.github.luben.zstd.ZstdIOException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a text, one after another, with where each begins. Empty lines are no rows.
 *
 * <p>A row longer than {@link #ROW_BYTES_MAX} is given up to there, with that problem, and the rest
 * of its line passed over. Where a packed text is damaged it ends, with that problem in its last
 * row; what offset and line say then is where that row begins, so that the whole file can go on
 * there.
 */
final class TextRows {
  static final int ROW_BYTES_MAX = 1 << 20;

  private static final int BUFFER_BYTES = 1 << 17;

  private final InputStream in;
  private final Boundary boundary;
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int start;
  private int limit;
  private boolean atEnd;
  private @Nullable String damage;
  private long offset;
  private long line;

  /**
   * @param offset of the stream's next byte in the text
   * @param line which it is on, from 1
   */
  TextRows(InputStream in, Boundary boundary, long offset, long line) {
    this.in = in;
    this.boundary = boundary;
    this.offset = offset;
    this.line = line;
  }

  /** Bytes of the text before the next row. */
  long offset() {
    return offset;
  }

  /** Line that the next row begins on, from 1. */
  long line() {
    return line;
  }

  Optional<Raw> next() throws IOException {
    while (hasMore()) {
      var next = end();
      var bytes = Arrays.copyOfRange(buffer, start, withoutBreak(next));
      var row = new Raw(line, bytes, problem(next));
      if (row.problem() != null && atEnd) {
        start = limit;
        return Optional.of(row);
      }
      pass(next);
      if (row.problem() != null) {
        passLine();
      }
      if (bytes.length > 0) {
        return Optional.of(row);
      }
    }
    return damageWithoutRow();
  }

  /** What is known of a row before anybody looks into it; null: nothing bad. */
  private @Nullable String problem(int next) {
    if (isBreak(next - 1)) {
      return null;
    }
    if (!atEnd || next < limit) {
      return "is longer than " + ROW_BYTES_MAX + " bytes";
    }
    return takeDamage();
  }

  private Optional<Raw> damageWithoutRow() {
    var told = takeDamage();
    return told == null ? Optional.empty() : Optional.of(new Raw(line, new byte[0], told));
  }

  private @Nullable String takeDamage() {
    var told = damage;
    damage = null;
    return told;
  }

  /**
   * Passes over what was read before.
   *
   * @return false when the text ends before
   */
  boolean passTo(long wantedOffset, long wantedLine) throws IOException {
    while (offset < wantedOffset && hasMore()) {
      var passed = (int) Math.min(wantedOffset - offset, limit - start);
      start += passed;
      offset += passed;
    }
    line = wantedLine;
    return offset == wantedOffset;
  }

  private boolean hasMore() throws IOException {
    while (start == limit && !atEnd) {
      fill();
    }
    return start < limit;
  }

  /** Where the row ends that begins at the start. */
  private int end() throws IOException {
    while (true) {
      var next = boundary.next(buffer, start, limit, atEnd);
      if (next != Boundary.MORE) {
        return next;
      }
      if (limit - start >= ROW_BYTES_MAX) {
        return endOfTooLong();
      }
      fill();
    }
  }

  /** Of what has a quotation mark without its partner the first line, else what a row may have. */
  private int endOfTooLong() {
    for (var i = start; i < start + ROW_BYTES_MAX; i++) {
      if (buffer[i] == '\n') {
        return i + 1;
      }
    }
    return start + ROW_BYTES_MAX;
  }

  private int withoutBreak(int next) {
    var end = next;
    while (end > start && end > next - 2 && isBreak(end - 1)) {
      end--;
    }
    return end;
  }

  private boolean isBreak(int at) {
    return buffer[at] == '\n' || buffer[at] == '\r';
  }

  /** Goes on to an index, and counts the lines up to it. */
  private void pass(int next) {
    for (var i = start; i < next; i++) {
      if (buffer[i] == '\n' || (buffer[i] == '\r' && (i + 1 == next || buffer[i + 1] != '\n'))) {
        line++;
      }
    }
    offset += next - start;
    start = next;
  }

  /** Goes on to the next line. */
  private void passLine() throws IOException {
    while (hasMore()) {
      var i = start;
      while (i < limit && buffer[i] != '\n') {
        i++;
      }
      if (i < limit) {
        pass(i + 1);
        return;
      }
      pass(limit);
    }
  }

  private void fill() throws IOException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, limit - start);
      limit -= start;
      start = 0;
    }
    if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    var read = read();
    if (read < 0) {
      atEnd = true;
    } else {
      limit += read;
    }
  }

  /** What of a packed file can be read is read; that the rest cannot is told with its last row. */
  private int read() throws IOException {
    try {
      return in.read(buffer, limit, buffer.length - limit);
    } catch (EOFException | ZipException | ZstdIOException e) {
      damage = "the file is cut or damaged here: " + e.getMessage();
      return -1;
    }
  }
}
