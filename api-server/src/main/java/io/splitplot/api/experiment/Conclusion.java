package io.splitplot.api.experiment;

import io.splitplot.api.json.Fields;
import io.splitplot.api.web.Guard;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an owner decides in the end.
 *
 * @param variant what ships; null: nothing does
 * @param rollOutPpm share of the layer's buckets that is shown what ships, in millionths
 */
record Conclusion(String decision, @Nullable String variant, int rollOutPpm) {
  static final Set<String> FIELDS = Set.of("decision", "variant", "roll_out", Guard.REASON);

  private static final Set<String> DECISIONS = Set.of("ship", "keep_control", "inconclusive");
  private static final int KEY_BYTES_MAX = 128;

  static Conclusion of(Fields fields) {
    if (!fields.has(Guard.REASON)) {
      throw fields.missing(Guard.REASON);
    }
    return new Conclusion(
        fields.optionalChoice("decision", DECISIONS).orElseThrow(() -> fields.missing("decision")),
        fields.optionalText("variant", KEY_BYTES_MAX).orElse(null),
        fields.optionalShare("roll_out").orElse(0));
  }
}
