package io.splitplot.api.json;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** ISO 8601 durations of a fixed length: weeks, days, hours, minutes, seconds; a month has none. */
public final class Durations {
  private static final Pattern WEEKS = Pattern.compile("P([1-9][0-9]{0,2})W");

  private Durations() {}

  /** The duration, or empty when this is none, or not positive, or longer than {@code max}. */
  public static Optional<Duration> parse(String text, Duration max) {
    try {
      var weeks = WEEKS.matcher(text);
      var duration =
          weeks.matches()
              ? Duration.ofDays(7L * Integer.parseInt(weeks.group(1)))
              : Duration.parse(text);
      return Optional.of(duration).filter(it -> it.isPositive() && it.compareTo(max) <= 0);
    } catch (DateTimeParseException | ArithmeticException _) {
      return Optional.empty();
    }
  }
}
