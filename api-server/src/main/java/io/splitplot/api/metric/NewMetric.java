package io.splitplot.api.metric;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.json.Durations;
import io.splitplot.api.json.Fields;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A metric as an editor describes it.
 *
 * @param window ISO 8601 duration of weeks, days, hours, minutes and seconds; null: without end
 * @param covariate name of the event whose values before the exposure are the covariate
 */
record NewMetric(
    String key,
    String kind,
    String event,
    boolean net,
    @Nullable String currency,
    @Nullable String window,
    String direction,
    @Nullable String covariate,
    String description) {

  private static final Set<String> FIELDS =
      Set.of(
          "key",
          "kind",
          "event",
          "net",
          "currency",
          "window",
          "direction",
          "covariate",
          "description");
  private static final Set<String> KINDS = Set.of("proportion", "mean", "count", "revenue");
  private static final Set<String> DIRECTIONS = Set.of("increase", "decrease");
  private static final Duration WINDOW_MAX = Duration.ofDays(3660);
  private static final int NAME_BYTES_MAX = 128;
  private static final int DESCRIPTION_BYTES_MAX = 4000;

  static NewMetric of(JsonNode body) {
    var fields = Fields.of(body, "", FIELDS);
    return new NewMetric(
        fields.key("key"),
        kind(fields),
        fields.text("event", NAME_BYTES_MAX),
        fields.flag("net", false),
        fields.optionalText("currency", NAME_BYTES_MAX).orElse(null),
        window(fields).orElse(null),
        fields.optionalChoice("direction", DIRECTIONS).orElse("increase"),
        fields.optionalText("covariate", NAME_BYTES_MAX).orElse(null),
        fields.optionalText("description", DESCRIPTION_BYTES_MAX).orElse(""));
  }

  private static String kind(Fields fields) {
    var kind = fields.text("kind", NAME_BYTES_MAX);
    if (!KINDS.contains(kind)) {
      throw Fields.refuse(
          "metric_kind_not_supported",
          "kind",
          "this must be one of " + String.join(", ", KINDS.stream().sorted().toList()));
    }
    return kind;
  }

  private static Optional<String> window(Fields fields) {
    return fields
        .optionalText("window", NAME_BYTES_MAX)
        .map(text -> {
          if (Durations.parse(text, WINDOW_MAX).isPresent()) {
            return text;
          }
          throw Fields.refuse(
              "invalid_window",
              "window",
              "this must be an ISO 8601 duration of up to ten years, like P14D or PT30M");
        });
  }
}
