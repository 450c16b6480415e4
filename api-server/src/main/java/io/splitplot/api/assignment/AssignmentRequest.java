package io.splitplot.api.assignment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.json.Texts;
import io.splitplot.api.unit.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked: which variants do these units get?
 *
 * @param units unit type to unit id
 * @param experiments keys of those that are asked about; null: all that are in force
 * @param expose whether the units are about to see their variants
 */
record AssignmentRequest(
    ObjectNode units, ObjectNode attributes, @Nullable List<String> experiments, boolean expose) {

  private static final Set<String> FIELDS = Set.of("unit", "attributes", "experiments", "expose");
  private static final int EXPERIMENTS_MAX = 1000;
  private static final int KEY_BYTES_MAX = 128;

  /**
   * Reads the body.
   *
   * @param unitTypes those that there are
   */
  static AssignmentRequest of(JsonNode body, Set<String> unitTypes) {
    var fields = Fields.of(body, "", FIELDS);
    var units = Units.of(fields.node("unit"), "unit");
    for (var type : (Iterable<String>) units::fieldNames) {
      if (!unitTypes.contains(type)) {
        throw Units.unknownType("unit." + type);
      }
    }
    return new AssignmentRequest(
        units,
        fields.optionalDocument("attributes").orElseGet(Json::object),
        fields
            .optionalArray("experiments", EXPERIMENTS_MAX)
            .map(AssignmentRequest::keys)
            .orElse(null),
        fields.flag("expose", false));
  }

  private static List<String> keys(ArrayNode array) {
    var keys = new ArrayList<String>(array.size());
    for (var i = 0; i < array.size(); i++) {
      keys.add(Texts.of(array.get(i), "experiments[%d]".formatted(i), KEY_BYTES_MAX));
    }
    return keys;
  }
}
