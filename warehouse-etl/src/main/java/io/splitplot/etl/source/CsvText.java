package io.splitplot.etl.source;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Understands CSV that is in memory. */
public final class CsvText {
  private final CSVFormat format;

  private CsvText(CSVFormat format) {
    this.format = format;
  }

  public static CsvText of(char delimiter) {
    return new CsvText(CSVFormat.RFC4180.builder().setDelimiter(delimiter).get());
  }

  /** The cells of one row; nothing when it is not one row of CSV in UTF-8. */
  public Optional<List<String>> cells(byte[] row) {
    try {
      var records = records(utf8(row));
      return records.size() == 1 ? Optional.of(records.getFirst().toList()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * All records of a text.
   *
   * @throws IOException it is no CSV
   */
  public List<CSVRecord> records(String text) throws IOException {
    try (var parser = CSVParser.parse(new StringReader(text), format)) {
      return parser.getRecords();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * The text that bytes are.
   *
   * @throws CharacterCodingException the bytes are no UTF-8
   */
  public static String utf8(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
