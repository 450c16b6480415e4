package io.splitplot.etl.source;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the source says of its rows: of a file of all of it, of a query of those since it said so
 * last.
 *
 * @param rows how many they are; null: it does not say
 * @param sums of fields, by the names that they have in the source
 * @param problem why it does not say; null: it does
 */
public record Control(
    @Nullable BigDecimal rows, Map<String, BigDecimal> sums, @Nullable String problem) {
  public Control {
    sums = Map.copyOf(sums);
  }

  static Control unknown(String problem) {
    return new Control(null, Map.of(), problem);
  }
}
