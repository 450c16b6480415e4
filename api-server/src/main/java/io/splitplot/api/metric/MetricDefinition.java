package io.splitplot.api.metric;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Durations;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Texts;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads a metric as an editor describes it, field by field. What fields of one kind have to do with
 * each other is the database's to judge.
 */
final class MetricDefinition {
  /** The fields that some kinds have and others do not, by kind. */
  private static final Map<String, Set<String>> FIELDS_OF_KIND =
      Map.of(
          "proportion",
          Set.of("event", "covariate", "covariate_window"),
          "mean",
          Set.of("event", "cap", "cap_quantile", "covariate", "covariate_window"),
          "count",
          Set.of("event", "cap", "cap_quantile", "covariate", "covariate_window"),
          "revenue",
          Set.of("event", "net_within", "cap", "cap_quantile", "covariate", "covariate_window"),
          "ratio",
          Set.of(
              "event",
              "aggregate",
              "denominator_event",
              "denominator_aggregate",
              "covariate",
              "covariate_window"),
          "quantile",
          Set.of("event", "quantile"),
          "funnel",
          Set.of("steps", "covariate", "covariate_window"),
          "retention",
          Set.of("event", "window_start", "covariate", "covariate_window"));

  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "ratio",
          List.of("event", "aggregate", "denominator_event", "denominator_aggregate"),
          "quantile",
          List.of("event", "quantile"),
          "funnel",
          List.of("steps"),
          "retention",
          List.of("event", "window_start", "window"));
  private static final List<String> REQUIRED_OF_OTHERS = List.of("event");

  private static final List<String> NAMES =
      List.of("event", "denominator_event", "currency", "covariate");
  private static final List<String> DURATIONS =
      List.of("window", "window_start", "covariate_window", "net_within");
  private static final Map<String, Set<String>> CHOICES =
      Map.of(
          "aggregate", Set.of("sum", "count", "amount"),
          "denominator_aggregate", Set.of("sum", "count", "amount"),
          "unripe", Set.of("so_far", "exclude"),
          "direction", Set.of("increase", "decrease"));
  private static final List<String> SHARES = List.of("quantile", "cap_quantile");
  private static final List<String> POSITIVE_NUMBERS = List.of("cap", "minimum_effect");

  private static final Set<String> FIELDS =
      Set.of(
          "key",
          "kind",
          "event",
          "aggregate",
          "denominator_event",
          "denominator_aggregate",
          "quantile",
          "steps",
          "net",
          "net_within",
          "currency",
          "window_start",
          "window",
          "unripe",
          "cap",
          "cap_quantile",
          "direction",
          "covariate",
          "covariate_window",
          "minimum_effect",
          "description");

  private static final Duration WINDOW_MAX = Duration.ofDays(3660);
  private static final int NAME_BYTES_MAX = 128;
  private static final int DESCRIPTION_BYTES_MAX = 4000;
  private static final int STEPS_MAX = 10;
  private static final int DIGITS_MAX = 15;
  private static final int SCALE = 12;

  private final Fields fields;
  private final String kind;
  private final ObjectNode read = JsonNodeFactory.instance.objectNode();

  private MetricDefinition(Fields fields) {
    this.fields = fields;
    this.kind = kind(fields);
  }

  /**
   * The definition with the same fields, each of which can be what it says.
   *
   * @param path where it is in the body; empty: it is the body
   */
  static ObjectNode of(JsonNode body, String path) {
    var definition = new MetricDefinition(Fields.of(body, path, FIELDS));
    definition.refuseFieldsOfOtherKinds();
    definition.readTexts();
    definition.readNumbers();
    definition.readSteps();
    definition.requireFieldsOfKind();
    return definition.read;
  }

  private static String kind(Fields fields) {
    var kind = fields.text("kind", NAME_BYTES_MAX);
    if (!FIELDS_OF_KIND.containsKey(kind)) {
      throw Fields.refuse(
          "metric_kind_not_supported",
          fields.path("kind"),
          "this must be one of "
              + String.join(", ", FIELDS_OF_KIND.keySet().stream().sorted().toList()));
    }
    return kind;
  }

  private void refuseFieldsOfOtherKinds() {
    var own = FIELDS_OF_KIND.getOrDefault(kind, Set.of());
    FIELDS_OF_KIND.values().stream()
        .flatMap(Set::stream)
        .distinct()
        .sorted()
        .filter(name -> fields.has(name) && !own.contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw Fields.refuse(
              "field_of_another_kind",
              fields.path(name),
              "a metric of the kind %s has no such field".formatted(kind));
        });
  }

  private void readTexts() {
    read.put("key", fields.key("key"));
    read.put("kind", kind);
    NAMES.forEach(
        name -> fields.optionalText(name, NAME_BYTES_MAX).ifPresent(text -> read.put(name, text)));
    CHOICES.forEach((name, choices) ->
        fields.optionalChoice(name, choices).ifPresent(text -> read.put(name, text)));
    DURATIONS.forEach(this::readDuration);
    read.put("net", fields.flag("net", false));
    fields
        .optionalText("description", DESCRIPTION_BYTES_MAX)
        .ifPresent(text -> read.put("description", text));
  }

  private void readDuration(String name) {
    fields
        .optionalText(name, NAME_BYTES_MAX)
        .ifPresent(text -> {
          if (Durations.parse(text, WINDOW_MAX).isEmpty()) {
            throw Fields.refuse(
                "invalid_window",
                fields.path(name),
                "this must be an ISO 8601 duration of up to ten years, like P14D or PT30M");
          }
          read.put(name, text);
        });
  }

  private void readNumbers() {
    SHARES.forEach(name ->
        decimal(
            name,
            number -> number.signum() > 0 && number.compareTo(BigDecimal.ONE) < 0,
            "this must be more than 0 and less than 1"));
    POSITIVE_NUMBERS.forEach(
        name -> decimal(name, number -> number.signum() > 0, "this must be more than 0"));
  }

  private void decimal(String name, Predicate<BigDecimal> isValid, String reason) {
    fields
        .optionalDecimal(name, DIGITS_MAX, SCALE)
        .ifPresent(number -> {
          if (!isValid.test(number)) {
            throw Fields.refuse("out_of_range", fields.path(name), reason);
          }
          read.put(name, number);
        });
  }

  private void readSteps() {
    fields
        .optionalArray("steps", STEPS_MAX)
        .ifPresent(array -> {
          var steps = new ArrayList<String>();
          array.forEach(step -> steps.add(Texts.of(step, stepPath(steps.size()), NAME_BYTES_MAX)));
          Fields.refuseRepeated(steps, this::stepPath);
          steps.forEach(read.putArray("steps")::add);
        });
  }

  private String stepPath(int place) {
    return fields.path("steps") + "[%d]".formatted(place);
  }

  private void requireFieldsOfKind() {
    REQUIRED.getOrDefault(kind, REQUIRED_OF_OTHERS).stream()
        .filter(name -> !fields.has(name))
        .findFirst()
        .ifPresent(name -> {
          throw fields.missing(name);
        });
  }
}
