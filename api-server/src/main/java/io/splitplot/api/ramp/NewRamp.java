package io.splitplot.api.ramp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Durations;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.web.Guard;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/**
 * A ramp as an editor plans it.
 *
 * @param steps as {@code splitplot.plan_ramp} takes them, as JSON
 * @param evidenceAgeMax how old the newest data may be for the ramp to go on, ISO 8601
 */
record NewRamp(String steps, String evidenceAgeMax) {
  /** The field that tells a plan from a change of traffic by hand. */
  static final String STEPS = "steps";

  static final Set<String> FIELDS = Set.of(STEPS, "evidence_age_max", Guard.REASON);

  private static final Set<String> STEP_FIELDS =
      Set.of(
          "traffic",
          "hold",
          "minimum_units",
          "sample_ratio",
          "guardrails",
          "on_failure",
          "roll_back_to");
  private static final Set<String> GUARDRAIL_FIELDS = Set.of("metric", "alpha");
  private static final Set<String> FAILURES = Set.of("hold", "roll_back", "pause");
  private static final Duration EVIDENCE_AGE_MAX = Duration.ofMinutes(10);
  private static final Duration DURATION_MAX = Duration.ofDays(366);
  private static final int STEPS_MAX = 100;
  private static final int GUARDRAILS_MAX = 50;
  private static final int TEXT_BYTES_MAX = 128;
  private static final long UNITS_MAX = 1_000_000_000_000L;
  private static final int PROBABILITY_SCALE = 12;
  private static final BigDecimal ALPHA_MAX = new BigDecimal("0.5");

  static NewRamp of(Fields fields) {
    var array = fields.array(STEPS, STEPS_MAX);
    var steps = Json.array();
    for (var i = 0; i < array.size(); i++) {
      steps.add(step(Fields.of(array.get(i), "steps[%d]".formatted(i), STEP_FIELDS)));
    }
    return new NewRamp(
        Json.write(steps),
        duration(fields, "evidence_age_max").orElse(EVIDENCE_AGE_MAX).toString());
  }

  /** What the body leaves open stays open: the database fills it in. */
  private static ObjectNode step(Fields fields) {
    var step = Json.object();
    step.put(
        "traffic_ppm",
        fields.optionalShare("traffic").orElseThrow(() -> fields.missing("traffic")));
    duration(fields, "hold").ifPresent(hold -> step.put("hold", hold.toString()));
    fields
        .optionalInteger("minimum_units", 0, UNITS_MAX)
        .ifPresent(units -> step.put("minimum_units", units));
    probability(fields, "sample_ratio", BigDecimal.ONE)
        .ifPresent(limit -> step.put("sample_ratio", limit.signum() == 0 ? null : limit));
    fields
        .optionalArray("guardrails", GUARDRAILS_MAX)
        .ifPresent(array -> step.set("guardrails", guardrails(array, fields.path("guardrails"))));
    fields
        .optionalChoice("on_failure", FAILURES)
        .ifPresent(failure -> step.put("on_failure", failure));
    fields
        .optionalShare("roll_back_to")
        .ifPresent(traffic -> step.put("roll_back_to_ppm", traffic));
    return step;
  }

  /** A guardrail is an object, or the key of its metric alone. */
  private static ArrayNode guardrails(ArrayNode array, String path) {
    var guardrails = Json.array();
    var metrics = new ArrayList<String>();
    for (var i = 0; i < array.size(); i++) {
      var fields = guardrail(array.get(i), "%s[%d]".formatted(path, i));
      var metric = fields.text("metric", TEXT_BYTES_MAX);
      metrics.add(metric);
      var guardrail = guardrails.addObject().put("metric", metric);
      var alpha = probability(fields, "alpha", ALPHA_MAX);
      if (alpha.isPresent() && alpha.get().signum() == 0) {
        throw Fields.refuse("out_of_range", fields.path("alpha"), "alpha is more than 0");
      }
      alpha.ifPresent(value -> guardrail.put("alpha", value));
    }
    Fields.refuseRepeated(metrics, i -> "%s[%d]".formatted(path, i));
    return guardrails;
  }

  private static Fields guardrail(JsonNode node, String path) {
    var named = node.isTextual() ? Json.object().set("metric", node) : node;
    return Fields.of(named, path, GUARDRAIL_FIELDS);
  }

  private static Optional<BigDecimal> probability(Fields fields, String name, BigDecimal max) {
    var probability = fields.optionalDecimal(name, 1, PROBABILITY_SCALE);
    if (probability.filter(it -> it.signum() < 0 || it.compareTo(max) > 0).isPresent()) {
      throw Fields.refuse(
          "out_of_range", fields.path(name), "this is from 0 to %s".formatted(max.toPlainString()));
    }
    return probability;
  }

  private static Optional<Duration> duration(Fields fields, String name) {
    return fields
        .optionalText(name, TEXT_BYTES_MAX)
        .map(text ->
            Durations.parse(text, DURATION_MAX)
                .orElseThrow(() ->
                    Fields.refuse(
                        "invalid_duration",
                        fields.path(name),
                        "this must be an ISO 8601 duration of up to a year, like P1D or PT30M")));
  }
}
