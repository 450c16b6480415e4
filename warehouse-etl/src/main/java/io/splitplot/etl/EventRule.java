package io.splitplot.etl;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules that the primary has for events, for whoever brings events from elsewhere. */
public final class EventRule {
  /** Of units' ids and keys of orders. */
  public static final int KEY_BYTES_MAX = 256;

  public static final int NAME_BYTES_MAX = 128;

  /** Numbers are stored as numeric(27, 12). */
  private static final int DECIMALS_MAX = 12;

  private static final BigDecimal VALUE_LIMIT = new BigDecimal("1e15");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final Set<String> WITH_ORDER = Set.of("order", "cancellation", "return");
  private static final Set<String> WITH_AMOUNT = Set.of("order", "return");

  private EventRule() {}

  /** Whether events of the name have a key of an order. */
  public static boolean hasOrder(String name) {
    return WITH_ORDER.contains(name);
  }

  /** Whether events of the name have an amount. */
  public static boolean hasAmount(String name) {
    return WITH_AMOUNT.contains(name);
  }

  /** Whether a text is a currency such as EUR. */
  public static boolean isCurrency(String text) {
    return CURRENCY.matcher(text).matches();
  }

  /** Whether a value is beyond what can be stored, 1e15. */
  public static boolean isTooLarge(BigDecimal value) {
    return value.abs().compareTo(VALUE_LIMIT) >= 0;
  }

  /** The value as it is stored, to 12 decimals, with as many of them as it has. */
  public static BigDecimal rounded(BigDecimal value) {
    return value.setScale(Math.clamp(value.scale(), 0, DECIMALS_MAX), RoundingMode.HALF_UP);
  }
}
