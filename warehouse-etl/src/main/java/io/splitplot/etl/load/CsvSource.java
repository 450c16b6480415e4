package io.splitplot.etl.load;

import io.splitplot.etl.EtlException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The rows of a CSV file (RFC 4180, UTF-8 with or without a byte order mark), one after another,
 * each with the line it begins on.
 *
 * <p>Bytes that are no UTF-8 do not stop it: they become {@link #NOT_UTF_8} in the cell.
 */
final class CsvSource implements AutoCloseable {
  /** A lone surrogate: no valid UTF-8 decodes to it. */
  static final char NOT_UTF_8 = '\uD800';

  /** More is no row but a quotation mark whose partner is missing, and would fill the memory. */
  private static final int ROW_CHARS_MAX = 1 << 20;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /**
   * @param number of the row, from 1 and without the header
   * @param line on which it begins, from 1
   */
  record Row(long number, long line, CSVRecord cells) {}

  /** From this line on the file is no CSV. */
  static final class BrokenCsvException extends Exception {
    private final long line;

    private BrokenCsvException(long line, String reason) {
      super(reason);
      this.line = line;
    }

    long line() {
      return line;
    }

    /** The message; unlike that of other exceptions it is always there. */
    String reason() {
      return String.valueOf(getMessage());
    }
  }

  private final ImportFile file;
  private final CountingStream bytes;
  private final RowLimit rowLimit;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final List<String> header;
  private long rows;

  private CsvSource(ImportFile file) throws IOException {
    this.file = file;
    bytes = new CountingStream(Files.newInputStream(file.path()));
    rowLimit = new RowLimit(decoded(bytes));
    var format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(file.mapping().delimiter())
            .setIgnoreEmptyLines(false)
            .get();
    parser = format.parse(rowLimit);
    records = parser.iterator();
    header = readHeader();
  }

  /**
   * Opens the file and reads its header.
   *
   * @throws EtlException {@code SP-IMPORT-FILE} when it cannot be read, {@code SP-IMPORT-EMPTY}
   *     when nothing is in it
   */
  static CsvSource open(ImportFile file) {
    try {
      return new CsvSource(file);
    } catch (IOException e) {
      throw new EtlException("SP-IMPORT-FILE", "cannot read " + file.path() + ": " + e, e);
    }
  }

  private static Reader decoded(InputStream stream) throws IOException {
    var buffered = new BufferedInputStream(stream);
    buffered.mark(BYTE_ORDER_MARK.length);
    if (!Arrays.equals(buffered.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
      buffered.reset();
    }
    var utf8 =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE)
            .replaceWith(String.valueOf(NOT_UTF_8));
    return new InputStreamReader(buffered, utf8);
  }

  private List<String> readHeader() {
    try {
      var first = next();
      if (first.isEmpty()) {
        throw new EtlException(
            "SP-IMPORT-EMPTY",
            file.path() + " is empty; its first line should have the names of the columns");
      }
      rows = 0;
      return first.get().cells().stream().map(String::strip).toList();
    } catch (BrokenCsvException e) {
      throw new EtlException(
          "SP-IMPORT-FILE", file.path() + " has no header: " + e.getMessage(), e);
    }
  }

  /** The names of the columns, without spaces around them. */
  List<String> header() {
    return header;
  }

  /** The next row that is not an empty line; nothing at the end. */
  Optional<Row> next() throws BrokenCsvException {
    while (true) {
      var line = parser.getCurrentLineNumber() + 1;
      rowLimit.rowBegins();
      try {
        if (!records.hasNext()) {
          return Optional.empty();
        }
        var cells = records.next();
        if (cells.size() > 1 || !cells.get(0).isEmpty()) {
          rows++;
          return Optional.of(new Row(rows, line, cells));
        }
      } catch (UncheckedIOException e) {
        throw broken(line, e);
      }
    }
  }

  private BrokenCsvException broken(long line, UncheckedIOException e) {
    var cause = e.getCause();
    if (cause instanceof CSVException || cause instanceof RowTooLongException) {
      return new BrokenCsvException(line, String.valueOf(cause.getMessage()));
    }
    throw new EtlException("SP-IMPORT-FILE", "cannot read " + file.path() + ": " + cause, cause);
  }

  /** How much of the file has been read. */
  long bytes() {
    return bytes.count;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  /** Counts what is read, for the progress. */
  private static final class CountingStream extends FilterInputStream {
    private long count;

    CountingStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      var value = in.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      var read = in.read(buffer, offset, length);
      count += Math.max(read, 0);
      return read;
    }
  }

  private static final class RowTooLongException extends IOException {
    RowTooLongException() {
      super("the row has more than a million characters; is a quotation mark missing its partner?");
    }
  }

  /** Ends a row that never ends. */
  private static final class RowLimit extends FilterReader {
    private long charsOfRow;

    RowLimit(Reader in) {
      super(in);
    }

    void rowBegins() {
      charsOfRow = 0;
    }

    @Override
    public int read() throws IOException {
      count(1);
      return in.read();
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      var read = in.read(buffer, offset, length);
      count(Math.max(read, 0));
      return read;
    }

    private void count(int chars) throws RowTooLongException {
      charsOfRow += chars;
      if (charsOfRow > ROW_CHARS_MAX) {
        throw new RowTooLongException();
      }
    }
  }
}
