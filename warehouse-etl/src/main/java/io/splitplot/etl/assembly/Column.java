package io.splitplot.etl.assembly;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;

/**
 * A column of the target, and what becomes of the source's field for it.
 *
 * @param name in the target
 * @param from name of the field in the source
 * @param required whether a row without it is bad
 * @param preset what rows without it have
 * @param constant what all rows have, whatever the source says
 * @param values texts of the source and what they are here; empty: all stay as they are
 * @param minorDigits the field is money such as 12.34, and becomes a whole number of its units of
 *     so many digits; -1: it is no such thing
 * @param format of dates and times; empty: that of ISO 8601
 * @param zone of times that do not say theirs
 */
public record Column(
    String name,
    ColumnType type,
    String from,
    boolean required,
    Optional<String> preset,
    Optional<String> constant,
    Map<String, String> values,
    int minorDigits,
    Optional<DateTimeFormatter> format,
    Optional<ZoneId> zone) {
  static final int NO_MINOR_DIGITS = -1;

  public Column {
    values = Map.copyOf(values);
  }

  /** A column that takes the field of its name as it is. */
  static Column plain(String name, ColumnType type, boolean required) {
    return new Column(
        name,
        type,
        name,
        required,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        NO_MINOR_DIGITS,
        Optional.empty(),
        Optional.empty());
  }
}
