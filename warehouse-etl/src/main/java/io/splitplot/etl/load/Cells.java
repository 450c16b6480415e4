package io.splitplot.etl.load;

import io.splitplot.etl.Shown;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a cell may be: its text checked and turned into what is stored. */
final class Cells {
  /** Numbers are stored as numeric(27, 12). */
  private static final int DECIMALS_MAX = 12;

  private static final BigDecimal VALUE_LIMIT = new BigDecimal("1e15");
  private static final int NUMBER_CHARS_MAX = 100;
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?");
  private static final Pattern NOT_FINITE =
      Pattern.compile("[+-]?(?:nan|inf|infinity)", Pattern.CASE_INSENSITIVE);
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

  private Cells() {}

  /** A cell that cannot be stored, and why. */
  static final class BadCellException extends Exception {
    private final String column;

    BadCellException(String column, String reason) {
      super(reason, null, false, false);
      this.column = column;
    }

    String column() {
      return column;
    }

    /** The message; unlike that of other exceptions it is always there. */
    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /** Refuses what no text of the database can hold. */
  static void requireText(String column, String cell) throws BadCellException {
    if (cell.indexOf(CsvSource.NOT_UTF_8) >= 0) {
      throw new BadCellException(column, "is not valid UTF-8");
    }
    if (cell.indexOf('\0') >= 0) {
      throw new BadCellException(column, "has a NUL character");
    }
  }

  /** A text of 1 to so many bytes of UTF-8. */
  static String text(String column, String cell, int bytesMax) throws BadCellException {
    if (cell.isEmpty()) {
      throw new BadCellException(column, "is empty");
    }
    // A character has at most three bytes a char, so most texts need not be encoded to be measured.
    if (cell.length() * 3 > bytesMax) {
      var bytes = cell.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > bytesMax) {
        throw new BadCellException(column, "has " + bytes + " bytes, at most " + bytesMax + " fit");
      }
    }
    return cell;
  }

  /** A finite number below 10^15, rounded to 12 decimals. */
  static BigDecimal number(String column, String cell) throws BadCellException {
    var text = cell.strip();
    if (text.length() > NUMBER_CHARS_MAX || !NUMBER.matcher(text).matches()) {
      var kind =
          NOT_FINITE.matcher(text).matches() ? " is not a finite number" : " is not a number";
      throw new BadCellException(column, Shown.text(cell) + kind);
    }
    var value = new BigDecimal(text);
    if (value.abs().compareTo(VALUE_LIMIT) >= 0) {
      throw new BadCellException(
          column, Shown.text(cell) + " is too large, numbers are below 1e15");
    }
    return value.setScale(Math.min(Math.max(value.scale(), 0), DECIMALS_MAX), RoundingMode.HALF_UP);
  }

  /** Money in minor units, not negative. */
  static long amount(String column, String cell) throws BadCellException {
    var text = cell.strip();
    if (!WHOLE_NUMBER.matcher(text).matches()) {
      throw new BadCellException(
          column,
          Shown.text(cell) + " is not an amount, a whole number of minor units such as cents");
    }
    return Long.parseLong(text);
  }

  static String currency(String column, String cell) throws BadCellException {
    if (!CURRENCY.matcher(cell).matches()) {
      throw new BadCellException(column, Shown.text(cell) + " is not a currency such as EUR");
    }
    return cell;
  }

  /**
   * A time with its offset, to the microsecond.
   *
   * @param limit times after it are refused: they come from a clock that is wrong
   */
  static Instant time(String column, String cell, Instant limit) throws BadCellException {
    // A space instead of the T is what databases and spreadsheets write.
    var text = cell.strip().replace(' ', 'T');
    Instant instant;
    try {
      instant = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException e) {
      throw new BadCellException(
          column,
          Shown.text(cell) + " is not a time with its offset, such as 2026-01-31T08:15:00Z");
    }
    if (instant.isAfter(limit)) {
      throw new BadCellException(column, Shown.text(cell) + " is in the future");
    }
    return instant;
  }

  static UUID id(String column, String cell) throws BadCellException {
    var text = cell.strip().toLowerCase(Locale.ROOT);
    if (!UUID_TEXT.matcher(text).matches()) {
      throw new BadCellException(column, Shown.text(cell) + " is not a UUID");
    }
    return UUID.fromString(text);
  }
}
