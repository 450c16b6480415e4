package io.splitplot.etl.export;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/** How a column of SQL is stored in a column of Parquet. */
sealed interface ParquetType {
  int BOOLEAN = 0;
  int INT32 = 1;
  int INT64 = 2;
  int DOUBLE = 5;
  int BYTE_ARRAY = 6;
  int FIXED_LEN_BYTE_ARRAY = 7;

  /** Numbers of the fields of a schema's element that say what the physical value means. */
  int CONVERTED = 6;

  int LOGICAL = 10;

  /** The number of the physical type. */
  int physical();

  /** Adds to the schema what the physical value means; nothing for plain numbers. */
  default void describe(ThriftStruct element) {}

  /** Reads the current row's value and appends it; false when it is null. */
  boolean append(ResultSet row, int column, ByteArrayOutputStream values) throws SQLException;

  /** What was appended, as a page has it. */
  default byte[] page(byte[] appended) {
    return appended;
  }

  /**
   * The type for a column of a query.
   *
   * @throws SQLException when there is none
   */
  static ParquetType of(ResultSetMetaData columns, int column) throws SQLException {
    return switch (columns.getColumnTypeName(column)) {
      case "bool" -> new Flag();
      case "int2", "int4" -> new Whole();
      case "int8" -> new LongWhole();
      case "float8" -> new Floating();
      case "date" -> new Day();
      case "timestamptz" -> new Moment();
      case "text", "uuid", "jsonb" -> new Text();
      case "numeric" -> decimal(columns, column);
      default -> throw unknown(columns, column);
    };
  }

  private static Decimal decimal(ResultSetMetaData columns, int column) throws SQLException {
    if (columns.getPrecision(column) == 0) {
      throw unknown(columns, column);
    }
    return Decimal.of(columns.getPrecision(column), columns.getScale(column));
  }

  private static SQLException unknown(ResultSetMetaData columns, int column) throws SQLException {
    return new SQLFeatureNotSupportedException(
        "column %s is %s, and no type of Parquet is known for it"
            .formatted(columns.getColumnName(column), columns.getColumnTypeName(column)));
  }

  private static boolean number(ResultSet row, long value, int length, ByteArrayOutputStream values)
      throws SQLException {
    if (row.wasNull()) {
      return false;
    }
    littleEndian(values, value, length);
    return true;
  }

  /** Appends the lowest bytes of the value, the very lowest first. */
  static void littleEndian(ByteArrayOutputStream bytes, long value, int length) {
    for (var i = 0; i < length; i++) {
      bytes.write((int) (value >>> (i * Byte.SIZE)));
    }
  }

  /** True or false: a bit each. */
  record Flag() implements ParquetType {
    @Override
    public int physical() {
      return BOOLEAN;
    }

    @Override
    public boolean append(ResultSet row, int column, ByteArrayOutputStream values)
        throws SQLException {
      return number(row, row.getBoolean(column) ? 1 : 0, 1, values);
    }

    @Override
    public byte[] page(byte[] appended) {
      var packed = new byte[Math.ceilDiv(appended.length, Byte.SIZE)];
      for (var i = 0; i < appended.length; i++) {
        packed[i / Byte.SIZE] |= (byte) (appended[i] << (i % Byte.SIZE));
      }
      return packed;
    }
  }

  /** Whole numbers of up to 32 bits. */
  record Whole() implements ParquetType {
    @Override
    public int physical() {
      return INT32;
    }

    @Override
    public boolean append(ResultSet row, int column, ByteArrayOutputStream values)
        throws SQLException {
      return number(row, row.getInt(column), Integer.BYTES, values);
    }
  }

  /** Whole numbers of up to 64 bits. */
  record LongWhole() implements ParquetType {
    @Override
    public int physical() {
      return INT64;
    }

    @Override
    public boolean append(ResultSet row, int column, ByteArrayOutputStream values)
        throws SQLException {
      return number(row, row.getLong(column), Long.BYTES, values);
    }
  }

  /** Floating-point numbers. */
  record Floating() implements ParquetType {
    @Override
    public int physical() {
      return DOUBLE;
    }

    @Override
    public boolean append(ResultSet row, int column, ByteArrayOutputStream values)
        throws SQLException {
      return number(row, Double.doubleToRawLongBits(row.getDouble(column)), Double.BYTES, values);
    }
  }

  /** Days, counted from 1970-01-01. */
  record Day() implements ParquetType {
    private static final int CONVERTED_DATE = 6;
    private static final int LOGICAL_DATE = 6;

    @Override
    public int physical() {
      return INT32;
    }

    @Override
    public void describe(ThriftStruct element) {
      element
          .i32(CONVERTED, CONVERTED_DATE)
          .struct(LOGICAL, type -> type.struct(LOGICAL_DATE, _ -> {}));
    }

    @Override
    public boolean append(ResultSet row, int column, ByteArrayOutputStream values)
        throws SQLException {
      var day = row.getObject(column, LocalDate.class);
      return number(row, day == null ? 0 : day.toEpochDay(), Integer.BYTES, values);
    }
  }

  /** Instants, in microseconds from 1970-01-01 00:00 UTC. */
  record Moment() implements ParquetType {
    private static final int CONVERTED_TIMESTAMP_MICROS = 10;
    private static final int LOGICAL_TIMESTAMP = 8;
    private static final int IS_UTC = 1;
    private static final int UNIT = 2;
    private static final int UNIT_MICROS = 2;

    @Override
    public int physical() {
      return INT64;
    }

    @Override
    public void describe(ThriftStruct element) {
      element
          .i32(CONVERTED, CONVERTED_TIMESTAMP_MICROS)
          .struct(
              LOGICAL,
              type ->
                  type.struct(
                      LOGICAL_TIMESTAMP,
                      timestamp ->
                          timestamp
                              .bool(IS_UTC, true)
                              .struct(UNIT, unit -> unit.struct(UNIT_MICROS, _ -> {}))));
    }

    @Override
    public boolean append(ResultSet row, int column, ByteArrayOutputStream values)
        throws SQLException {
      var moment = row.getObject(column, OffsetDateTime.class);
      var micros =
          moment == null ? 0 : ChronoUnit.MICROS.between(Instant.EPOCH, moment.toInstant());
      return number(row, micros, Long.BYTES, values);
    }
  }

  /** Text, identifiers and JSON, in UTF-8. */
  record Text() implements ParquetType {
    private static final int CONVERTED_UTF8 = 0;
    private static final int LOGICAL_STRING = 1;

    @Override
    public int physical() {
      return BYTE_ARRAY;
    }

    @Override
    public void describe(ThriftStruct element) {
      element
          .i32(CONVERTED, CONVERTED_UTF8)
          .struct(LOGICAL, type -> type.struct(LOGICAL_STRING, _ -> {}));
    }

    @Override
    public boolean append(ResultSet row, int column, ByteArrayOutputStream values)
        throws SQLException {
      var text = row.getString(column);
      if (text == null) {
        return false;
      }
      var utf8 = text.getBytes(StandardCharsets.UTF_8);
      littleEndian(values, utf8.length, Integer.BYTES);
      values.writeBytes(utf8);
      return true;
    }
  }

  /** Exact numbers: the digits without the point, as big-endian two's complement. */
  record Decimal(int precision, int scale, int length) implements ParquetType {
    private static final int CONVERTED_DECIMAL = 5;
    private static final int SCALE = 7;
    private static final int PRECISION = 8;
    private static final int LOGICAL_DECIMAL = 5;
    private static final int LOGICAL_SCALE = 1;
    private static final int LOGICAL_PRECISION = 2;

    @Override
    public int physical() {
      return FIXED_LEN_BYTE_ARRAY;
    }

    /** With so many bytes that all digits have room. */
    static Decimal of(int precision, int scale) {
      var bits = BigInteger.TEN.pow(precision).bitLength();
      return new Decimal(precision, scale, bits / Byte.SIZE + 1);
    }

    @Override
    public void describe(ThriftStruct element) {
      element
          .i32(CONVERTED, CONVERTED_DECIMAL)
          .i32(SCALE, scale)
          .i32(PRECISION, precision)
          .struct(
              LOGICAL,
              type ->
                  type.struct(
                      LOGICAL_DECIMAL,
                      decimal ->
                          decimal.i32(LOGICAL_SCALE, scale).i32(LOGICAL_PRECISION, precision)));
    }

    @Override
    public boolean append(ResultSet row, int column, ByteArrayOutputStream values)
        throws SQLException {
      var number = row.getBigDecimal(column);
      if (number == null) {
        return false;
      }
      var digits = number.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue().toByteArray();
      var sign = number.signum() < 0 ? -1 : 0;
      for (var i = digits.length; i < length; i++) {
        values.write(sign);
      }
      values.writeBytes(digits);
      return true;
    }
  }
}
