package io.splitplot.api.unit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Texts;
import io.splitplot.api.problem.ProblemException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The units of a request: unit type to unit id. */
public final class Units {
  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final int TYPES_MAX = 8;
  private static final int ID_BYTES_MAX = 256;

  private Units() {}

  /** Refuses what cannot be a map of units; whether its types exist is the database's to say. */
  public static ObjectNode of(JsonNode node, String path) {
    if (!(node instanceof ObjectNode units)) {
      throw Fields.refuse("wrong_type", path, "this must be an object");
    }
    if (units.isEmpty() || units.size() > TYPES_MAX) {
      throw Fields.refuse(
          "invalid_unit",
          path,
          "there are 1 to %d units, here %d".formatted(TYPES_MAX, units.size()));
    }
    for (var unit : units.properties()) {
      if (!TYPE.matcher(unit.getKey()).matches()) {
        throw unknownType(path + "." + unit.getKey());
      }
      checkId(unit.getValue(), path + "." + unit.getKey());
    }
    return units;
  }

  /** The same units as a map. */
  public static Map<String, String> asMap(ObjectNode units) {
    var map = new HashMap<String, String>();
    units.properties().forEach(unit -> map.put(unit.getKey(), unit.getValue().textValue()));
    return map;
  }

  /** The refusal of a unit type that does not exist. */
  public static ProblemException unknownType(String path) {
    return Fields.refuse("unknown_unit_type", path, "there is no such unit type");
  }

  /** Refuses what cannot be the id of a unit. */
  public static void checkId(JsonNode id, String path) {
    if (!id.isTextual()) {
      throw Fields.refuse("invalid_unit_id", path, "a unit id is a text");
    }
    var bytes = Texts.storableBytes(id.textValue(), path);
    if (bytes < 1 || bytes > ID_BYTES_MAX) {
      throw Fields.refuse(
          "invalid_unit_id",
          path,
          "a unit id has 1 to %d bytes, this one has %d".formatted(ID_BYTES_MAX, bytes));
    }
  }
}
