package io.splitplot.etl.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.etl.PlainText;
import io.splitplot.etl.Shown;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a field into the text that PostgreSQL reads for a type, or says why it is none. */
final class Values {
  private static final int NUMBER_SCALE_MAX = 1_000;
  private static final int YEAR_MAX = 9999;
  private static final Map<String, String> BOOLEANS =
      Map.of(
          "true", "true", "t", "true", "yes", "true", "1", "true", "false", "false", "f", "false",
          "no", "false", "0", "false");

  private Values() {}

  static String text(Column column, JsonNode field) throws BadRowException {
    requireStorable(column.from(), field);
    if (column.type() == ColumnType.JSON) {
      return field.toString();
    }
    if (field.isContainerNode()) {
      throw wrong(column, "is an object or a list, not " + article(column.type()));
    }
    var told = field.asText();
    var text = column.values().getOrDefault(told, told);
    return switch (column.type()) {
      case TEXT -> text;
      case BIGINT -> whole(column, text);
      case NUMERIC -> number(column, text).toPlainString();
      case BOOLEAN -> bool(column, text);
      case DATE -> date(column, text);
      case TIMESTAMP -> timestamp(column, text);
      case UUID -> uuid(column, text);
      case JSON -> throw new IllegalStateException("done above");
    };
  }

  private static BigDecimal number(Column column, String text) throws BadRowException {
    return PlainText.number(text)
        .orElseThrow(() -> wrong(column, Shown.text(text) + " is not a number"));
  }

  private static String whole(Column column, String text) throws BadRowException {
    var number = number(column, text);
    try {
      return column.minorDigits() == Column.NO_MINOR_DIGITS
          ? Long.toString(number.longValueExact())
          : Long.toString(number.movePointRight(column.minorDigits()).longValueExact());
    } catch (ArithmeticException e) {
      throw wrong(
          column,
          Shown.text(text)
              + (column.minorDigits() == Column.NO_MINOR_DIGITS
                  ? " is not a whole number of 64 bits"
                  : " is not an amount with at most " + column.minorDigits() + " decimals"));
    }
  }

  private static String bool(Column column, String text) throws BadRowException {
    var known = BOOLEANS.get(text.strip().toLowerCase(Locale.ROOT));
    if (known == null) {
      throw wrong(column, Shown.text(text) + " is not true or false");
    }
    return known;
  }

  private static String date(Column column, String text) throws BadRowException {
    try {
      var format = column.format().orElse(DateTimeFormatter.ISO_LOCAL_DATE);
      var date = LocalDate.parse(text.strip(), format);
      requireYear(column, date.getYear(), text);
      return date.toString();
    } catch (DateTimeException e) {
      throw wrong(column, Shown.text(text) + " is not a date such as 2026-01-31");
    }
  }

  /** To the microsecond, in UTC. */
  private static String timestamp(Column column, String text) throws BadRowException {
    try {
      var instant = time(column, text.strip()).toInstant().truncatedTo(ChronoUnit.MICROS);
      requireYear(column, instant.atOffset(ZoneOffset.UTC).getYear(), text);
      return instant.toString();
    } catch (DateTimeException e) {
      throw wrong(
          column,
          Shown.text(text)
              + (column.zone().isPresent()
                  ? " is not a time such as 2026-01-31T08:15:00"
                  : " is not a time with its offset, such as 2026-01-31T08:15:00Z"));
    }
  }

  private static OffsetDateTime time(Column column, String text) {
    var format = column.format();
    if (format.isEmpty() && column.zone().isEmpty()) {
      return OffsetDateTime.parse(withT(text));
    }
    // A zone makes the offset optional: times that have one keep it.
    var parsed =
        format
            .orElse(DateTimeFormatter.ISO_DATE_TIME)
            .parseBest(
                format.isPresent() ? text : withT(text),
                OffsetDateTime::from,
                ZonedDateTime::from,
                LocalDateTime::from,
                LocalDate::from);
    return offset(column, parsed);
  }

  private static OffsetDateTime offset(Column column, TemporalAccessor parsed) {
    return switch (parsed) {
      case OffsetDateTime time -> time;
      case ZonedDateTime time -> time.toOffsetDateTime();
      case LocalDateTime time ->
          time.atZone(column.zone().orElseThrow(Values::noZone)).toOffsetDateTime();
      case LocalDate date ->
          date.atStartOfDay(column.zone().orElseThrow(Values::noZone)).toOffsetDateTime();
      default -> throw new DateTimeException("no time");
    };
  }

  private static DateTimeException noZone() {
    return new DateTimeException("neither the time nor the column has a zone");
  }

  /** A space instead of the T is what databases and spreadsheets write. */
  private static String withT(String text) {
    return text.replace(' ', 'T');
  }

  private static void requireYear(Column column, int year, String text) throws BadRowException {
    if (year < 1 || year > YEAR_MAX) {
      throw wrong(column, Shown.text(text) + " is not within the years 1 to 9999");
    }
  }

  private static String uuid(Column column, String text) throws BadRowException {
    return PlainText.uuid(text)
        .orElseThrow(() -> wrong(column, Shown.text(text) + " is not a UUID"));
  }

  /** Refuses what PostgreSQL has no text or number for. */
  static void requireStorable(@Nullable String name, JsonNode node) throws BadRowException {
    if (node.isTextual()) {
      requireText(name, node.textValue());
    } else if (node.isBigDecimal()) {
      requireScale(name, node.decimalValue());
    } else if (node.isObject()) {
      for (var field : node.properties()) {
        requireText(name, field.getKey());
        requireStorable(name == null ? field.getKey() : name, field.getValue());
      }
    } else {
      for (var element : node) {
        requireStorable(name, element);
      }
    }
  }

  private static void requireText(@Nullable String name, String text) throws BadRowException {
    for (var i = 0; i < text.length(); i++) {
      var character = text.charAt(i);
      if (character == '\0') {
        throw new BadRowException(BadRowException.TYPE, name, "has a NUL character");
      }
      if (Character.isHighSurrogate(character)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(character)) {
        throw new BadRowException(BadRowException.TYPE, name, "has half a character");
      }
    }
  }

  private static void requireScale(@Nullable String name, BigDecimal number)
      throws BadRowException {
    if (Math.abs((long) number.scale()) + number.precision() > NUMBER_SCALE_MAX) {
      throw new BadRowException(BadRowException.TYPE, name, "has a number that is too large");
    }
  }

  private static String article(ColumnType type) {
    return "a " + type.word();
  }

  private static BadRowException wrong(Column column, String reason) {
    return new BadRowException(BadRowException.TYPE, column.from(), reason);
  }
}
