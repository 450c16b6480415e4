package io.splitplot.api.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as an editor describes it.
 *
 * @param layer null when it is assigned elsewhere
 * @param unitType null: that of the layer
 * @param trafficPpm share of the layer's buckets, in millionths
 * @param sharedControl null: it has none
 * @param targeting condition over attributes, as JSON; null: everybody
 * @param variants array of key, weight_ppm, control and parameters, as JSON
 * @param method how it is analysed, as JSON
 */
record NewExperiment(
    String key,
    String assignment,
    @Nullable String layer,
    @Nullable String unitType,
    @Nullable String sharedControl,
    int trafficPpm,
    String hypothesis,
    @Nullable String targeting,
    String variants,
    List<NewMetricUse> metrics,
    String method) {

  /** A metric, and what the experiment needs it for. */
  record NewMetricUse(String metric, String role) {}

  private static final Set<String> FIELDS =
      Set.of(
          "key",
          "layer",
          "unit_type",
          "assignment",
          "shared_control",
          "traffic",
          "hypothesis",
          "targeting",
          "variants",
          "metrics",
          "method");
  private static final Set<String> VARIANT_FIELDS =
      Set.of("key", "weight", "control", "parameters");
  private static final Set<String> METRIC_FIELDS = Set.of("metric", "role");
  private static final Set<String> ROLES = Set.of("primary", "secondary", "guardrail");
  private static final Set<String> ASSIGNMENTS = Set.of("splitplot", "external");

  private static final int WHOLE_PPM = 1_000_000;
  private static final int KEY_BYTES_MAX = 128;
  private static final int HYPOTHESIS_BYTES_MAX = 4000;
  private static final int VARIANTS_MIN = 2;
  private static final int VARIANTS_MAX = 500;
  private static final int METRICS_MAX = 100;

  boolean isExternal() {
    return assignment.equals("external");
  }

  static NewExperiment of(JsonNode body) {
    var fields = Fields.of(body, "", FIELDS);
    var assignment = fields.optionalChoice("assignment", ASSIGNMENTS).orElse("splitplot");
    checkPlace(fields, assignment.equals("external"));
    return new NewExperiment(
        fields.key("key"),
        assignment,
        fields.optionalText("layer", KEY_BYTES_MAX).orElse(null),
        fields.optionalText("unit_type", KEY_BYTES_MAX).orElse(null),
        fields.optionalText("shared_control", KEY_BYTES_MAX).orElse(null),
        fields.optionalShare("traffic").orElse(WHOLE_PPM),
        hypothesis(fields).orElse(""),
        fields.optionalDocument("targeting").map(Json::write).orElse(null),
        Json.write(variants(fields, VARIANTS_MIN)),
        metrics(fields),
        Json.write(Method.of(fields)));
  }

  /** Who assigns decides where the units come from: a layer of ours, or somewhere else. */
  private static void checkPlace(Fields fields, boolean isExternal) {
    if (!isExternal) {
      fields.text("layer", KEY_BYTES_MAX);
      return;
    }
    fields.text("unit_type", KEY_BYTES_MAX);
    for (var name : List.of("layer", "shared_control", "traffic", "targeting")) {
      if (fields.has(name)) {
        throw Fields.refuse(
            "unexpected_field", name, "an experiment that is assigned elsewhere has none");
      }
    }
  }

  static Optional<String> hypothesis(Fields fields) {
    return fields.optionalText("hypothesis", HYPOTHESIS_BYTES_MAX);
  }

  /** Variants with weight_ppm, and with control and parameters where they are given. */
  static ArrayNode variants(Fields fields, int min) {
    var array = fields.array("variants", VARIANTS_MAX);
    if (array.size() < min) {
      throw Fields.refuse(
          "too_few_variants", "variants", "there must be at least %d".formatted(min));
    }
    var variants = Json.array();
    var keys = new ArrayList<String>();
    for (var i = 0; i < array.size(); i++) {
      var given = Fields.of(array.get(i), "variants[%d]".formatted(i), VARIANT_FIELDS);
      keys.add(given.text("key", KEY_BYTES_MAX));
      var weight = given.optionalShare("weight").orElseThrow(() -> given.missing("weight"));
      var variant = variants.addObject().put("key", keys.getLast()).put("weight_ppm", weight);
      if (given.has("control")) {
        variant.put("control", given.flag("control", false));
      }
      given.optionalDocument("parameters").ifPresent(it -> variant.set("parameters", it));
    }
    Fields.refuseRepeated(keys, "variants[%d].key"::formatted);
    return variants;
  }

  static List<NewMetricUse> metrics(Fields fields) {
    var array = fields.optionalArray("metrics", METRICS_MAX).orElseGet(Json::array);
    var metrics = new ArrayList<NewMetricUse>();
    for (var i = 0; i < array.size(); i++) {
      var metric = Fields.of(array.get(i), "metrics[%d]".formatted(i), METRIC_FIELDS);
      metrics.add(
          new NewMetricUse(
              metric.text("metric", KEY_BYTES_MAX),
              metric.optionalChoice("role", ROLES).orElse("secondary")));
    }
    Fields.refuseRepeated(
        metrics.stream().map(NewMetricUse::metric).toList(), "metrics[%d].metric"::formatted);
    return metrics;
  }
}
