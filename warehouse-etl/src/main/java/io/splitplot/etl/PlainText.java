package io.splitplot.etl;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers and UUIDs as people and programs write them, and nothing else that Java would read. */
public final class PlainText {
  private static final int NUMBER_CHARS_MAX = 100;
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?");
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private PlainText() {}

  /** A decimal number, with blanks around it perhaps; nothing when it is none. */
  public static Optional<BigDecimal> number(String text) {
    var stripped = text.strip();
    return stripped.length() <= NUMBER_CHARS_MAX && NUMBER.matcher(stripped).matches()
        ? Optional.of(new BigDecimal(stripped))
        : Optional.empty();
  }

  /** A UUID in small letters; nothing when the text is none. */
  public static Optional<String> uuid(String text) {
    var lower = text.strip().toLowerCase(Locale.ROOT);
    return UUID_TEXT.matcher(lower).matches() ? Optional.of(lower) : Optional.empty();
  }
}
