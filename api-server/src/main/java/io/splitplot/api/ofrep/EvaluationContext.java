package io.splitplot.api.ofrep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Documents;
import io.splitplot.api.json.Fields;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.unit.Units;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whom a request is about.
 *
 * @param units unit type to unit id, at least one
 * @param attributes what else the context says
 */
record EvaluationContext(Map<String, String> units, ObjectNode attributes) {
  /** What the targeting key identifies. */
  private static final String TARGETED = "user";

  /**
   * Reads the body. The context's {@code targetingKey} is a user; a text that has a unit type as
   * its name is a unit of that type; all else is attributes. What the body has beside the context
   * is not looked at, since the protocol leaves room for it.
   *
   * @param unitTypes those that there are
   */
  static EvaluationContext of(JsonNode body, Set<String> unitTypes) {
    if (!body.isObject()) {
      throw new ProblemException(Problem.of(400, "wrong_type", "this must be a JSON object"));
    }
    var attributes = Documents.of(body.path("context"), "context");
    var units = new HashMap<String, String>();
    var targetingKey = attributes.remove("targetingKey");
    if (targetingKey != null && !targetingKey.isNull()) {
      Units.checkId(targetingKey, "context.targetingKey");
      units.put(TARGETED, targetingKey.textValue());
    }
    for (var member : List.copyOf(attributes.properties())) {
      if (unitTypes.contains(member.getKey()) && member.getValue().isTextual()) {
        addUnit(units, member.getKey(), member.getValue());
        attributes.remove(member.getKey());
      }
    }
    if (units.isEmpty()) {
      throw Fields.refuse(
          OfrepProblems.TARGETING_KEY_MISSING,
          "context.targetingKey",
          "the key of a user is missing, and so is any other unit");
    }
    return new EvaluationContext(units, attributes);
  }

  private static void addUnit(Map<String, String> units, String type, JsonNode id) {
    var path = "context." + type;
    Units.checkId(id, path);
    var other = units.put(type, id.textValue());
    if (other != null && !other.equals(id.textValue())) {
      throw Fields.refuse("contradiction", path, "the targetingKey is another " + type);
    }
  }
}
