package io.splitplot.api.report;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes instants for people. */
public final class Instants {
  private static final DateTimeFormatter WORDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Instants() {}

  /** An RFC 3339 instant to the second; anything else as it is. */
  public static String words(String instant) {
    try {
      return WORDS.format(OffsetDateTime.parse(instant));
    } catch (DateTimeException _) {
      return instant;
    }
  }
}
