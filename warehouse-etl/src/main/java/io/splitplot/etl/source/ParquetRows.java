package io.splitplot.etl.source;

import dev.hardwood.InputFile;
import dev.hardwood.metadata.RepetitionType;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.schema.ColumnSchema;
import io.splitplot.etl.EtlException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file of Parquet, one after the other, from a given row on.
 *
 * <p>A value is null or of one of these classes, by the type of its column: {@code String} (text,
 * enumerations, JSON, UUIDs, times of day; bytes without a meaning when they are UTF-8), {@code
 * Integer}, {@code Long}, {@code Double}, {@code Boolean}, {@code BigDecimal}, {@code LocalDate},
 * {@code Instant}, and {@code LocalDateTime} for timestamps that do not say where the clock was.
 */
public final class ParquetRows implements AutoCloseable {
  private final Path file;
  private final ParquetFileReader reader;
  private final RowReader rows;
  private final List<String> columns;
  private final long rowCount;

  private ParquetRows(Path file, ParquetFileReader reader, long firstRow) {
    this.file = file;
    this.reader = reader;
    columns = columns(file, reader);
    rowCount = reader.getFileMetaData().numRows();
    rows = reader.buildRowReader().skip(Math.min(firstRow, rowCount)).build();
  }

  /**
   * Opens the file; the first row that {@link #next()} gives is number {@code firstRow}, from 0.
   *
   * @throws EtlException {@code SP-PARQUET-FILE} when the file cannot be read or is no Parquet,
   *     {@code SP-PARQUET-COLUMN} when a column has lists, maps or structures
   */
  public static ParquetRows open(Path file, long firstRow) {
    try {
      var reader = ParquetFileReader.open(InputFile.of(file));
      try {
        return new ParquetRows(file, reader, firstRow);
      } catch (RuntimeException e) {
        reader.close();
        throw e;
      }
    } catch (EtlException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  private static List<String> columns(Path file, ParquetFileReader reader) {
    var names = new ArrayList<String>();
    for (var column : reader.getFileSchema().getColumns()) {
      if (isNested(column)) {
        throw new EtlException(
            "SP-PARQUET-COLUMN",
            "column %s of %s is a list, a map or a structure; only columns of single values can be read"
                .formatted(column.fieldPath(), file));
      }
      names.add(column.name());
    }
    return List.copyOf(names);
  }

  private static boolean isNested(ColumnSchema column) {
    return column.fieldPath().elements().size() > 1
        || column.repetitionType() == RepetitionType.REPEATED;
  }

  /** The names of the columns, in the order of a row's values. */
  public List<String> columns() {
    return columns;
  }

  /** How many rows the file has. */
  public long rowCount() {
    return rowCount;
  }

  /**
   * The next row's values, in the order of the columns; empty after the last row.
   *
   * @throws EtlException {@code SP-PARQUET-FILE} when the file is damaged here
   */
  public Optional<List<@Nullable Object>> next() {
    try {
      if (!rows.hasNext()) {
        return Optional.empty();
      }
      rows.next();
      var values = new ArrayList<@Nullable Object>(columns.size());
      for (var i = 0; i < columns.size(); i++) {
        values.add(rows.isNull(i) ? null : plain(rows.getValue(i)));
      }
      return Optional.of(values);
    } catch (CharacterCodingException | RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  private static Object plain(Object value) throws CharacterCodingException {
    return switch (value) {
      case byte[] bytes ->
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      case Float number -> number.doubleValue();
      case UUID id -> id.toString();
      case LocalTime time -> time.toString();
      default -> value;
    };
  }

  private static EtlException unreadable(Path file, Exception e) {
    return new EtlException(
        "SP-PARQUET-FILE",
        "cannot read %s as Parquet: %s; has it been written to its end?".formatted(file, e),
        e);
  }

  @Override
  public void close() {
    rows.close();
    try {
      reader.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }
}
