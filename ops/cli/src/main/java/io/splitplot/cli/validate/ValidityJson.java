package io.splitplot.cli.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.analysis.validity.Check;
import io.splitplot.analysis.validity.Validation;
import java.util.Locale;

/**
 * A validation for programs. Members are added, never removed: passed, runs, seed and goals; a goal
 * has goal, claim, passed, seconds and checks; a check has name, role (goal: within the limits,
 * control: above them), kind (count: of runs, number), runs, measured, low, high and passed.
 */
final class ValidityJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ValidityJson() {}

  static String of(Validation validation) {
    var document =
        JSON.createObjectNode()
            .put("passed", validation.isPassed())
            .put("runs", validation.runs())
            .put("seed", validation.seed());
    var goals = document.putArray("goals");
    for (var outcome : validation.outcomes()) {
      var goal =
          goals
              .addObject()
              .put("goal", outcome.goal())
              .put("claim", outcome.claim())
              .put("passed", outcome.isPassed())
              .put("seconds", outcome.took().toMillis() / 1000.0);
      var checks = goal.putArray("checks");
      outcome.checks().forEach(check -> put(checks.addObject(), check));
    }
    try {
      return JSON.writeValueAsString(document) + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can be written", e);
    }
  }

  private static void put(ObjectNode node, Check check) {
    node.put("name", check.name())
        .put("role", check.role().name().toLowerCase(Locale.ROOT))
        .put("kind", check.kind().name().toLowerCase(Locale.ROOT))
        .put("runs", check.runs())
        .put("measured", check.measured())
        .put("low", check.limits().low())
        .put("high", check.limits().high())
        .put("passed", check.isPassed());
  }
}
