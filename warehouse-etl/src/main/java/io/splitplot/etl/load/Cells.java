package io.splitplot.etl.load;

import io.splitplot.etl.EventRule;
import io.splitplot.etl.PlainText;
import io.splitplot.etl.Shown;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a cell may be: its text checked and turned into what is stored. */
final class Cells {
  private static final Pattern NOT_FINITE =
      Pattern.compile("[+-]?(?:nan|inf|infinity)", Pattern.CASE_INSENSITIVE);
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,18}");

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
    var value = PlainText.number(cell);
    if (value.isEmpty()) {
      var kind =
          NOT_FINITE.matcher(cell.strip()).matches()
              ? " is not a finite number"
              : " is not a number";
      throw new BadCellException(column, Shown.text(cell) + kind);
    }
    if (EventRule.isTooLarge(value.get())) {
      throw new BadCellException(
          column, Shown.text(cell) + " is too large, numbers are below 1e15");
    }
    return EventRule.rounded(value.get());
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
    if (!EventRule.isCurrency(cell)) {
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
    return PlainText.uuid(cell)
        .map(UUID::fromString)
        .orElseThrow(() -> new BadCellException(column, Shown.text(cell) + " is not a UUID"));
  }
}
