package io.splitplot.cli.warehouse;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Values of PostgreSQL's settings, which have many ways to write the same. */
final class SettingValue {
  private static final Pattern NUMBER =
      Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?) ?(B|kB|MB|GB|TB|us|ms|s|min|h|d)?");
  private static final Pattern UNIT = Pattern.compile("([0-9]*)([a-zA-Z]+)");

  /** In bytes, and in microseconds; the two never meet in one setting. */
  private static final Map<String, Long> SIZES =
      Map.ofEntries(
          Map.entry("B", 1L),
          Map.entry("kB", (1L << 10)),
          Map.entry("MB", (1L << 20)),
          Map.entry("GB", (1L << 30)),
          Map.entry("TB", (1L << 40)),
          Map.entry("us", 1L),
          Map.entry("ms", 1_000L),
          Map.entry("s", 1_000_000L),
          Map.entry("min", 60_000_000L),
          Map.entry("h", 3_600_000_000L),
          Map.entry("d", 86_400_000_000L));

  private static final Map<String, String> SWITCHES =
      Map.of("true", "on", "yes", "on", "false", "off", "no", "off");

  private SettingValue() {}

  /**
   * True when both mean the same.
   *
   * @param unit what a number without a unit is counted in, such as {@code 8kB}; empty for none
   */
  static boolean same(String one, String other, String unit) {
    var first = number(one, unit);
    var second = number(other, unit);
    return (first.isPresent() && second.isPresent())
        ? first.get().compareTo(second.get()) == 0
        : word(one).equals(word(other));
  }

  private static String word(String value) {
    var word = value.toLowerCase(Locale.ROOT);
    return SWITCHES.getOrDefault(word, word);
  }

  private static Optional<BigDecimal> number(String value, String unit) {
    var parts = NUMBER.matcher(value);
    if (!parts.matches()) {
      return Optional.empty();
    }
    var size =
        Optional.ofNullable(parts.group(2)).map(SettingValue::size).orElseGet(() -> size(unit));
    return Optional.of(new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(size)));
  }

  private static long size(String unit) {
    var parts = UNIT.matcher(unit);
    if (!parts.matches()) {
      return 1;
    }
    var count = parts.group(1).isEmpty() ? 1 : Long.parseLong(parts.group(1));
    return count * SIZES.getOrDefault(parts.group(2), 1L);
  }
}
