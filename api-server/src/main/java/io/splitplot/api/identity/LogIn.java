package io.splitplot.api.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.json.Fields;
import io.splitplot.api.unit.Units;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;

/** A visitor who was anonymous and is known now. */
record LogIn(String unitType, String anonymous, String known, Optional<String> session) {
  private static final Set<String> FIELDS = Set.of("anonymous", "known", "session");
  private static final int SESSION_BYTES_MAX = 256;

  static LogIn of(JsonNode body) {
    var fields = Fields.of(body, "", FIELDS);
    var anonymous = unit(fields, "anonymous");
    var known = unit(fields, "known");
    if (!anonymous.getKey().equals(known.getKey())) {
      throw Fields.refuse(
          "unit_type_mismatch",
          "known." + known.getKey(),
          "the anonymous unit is a %s, so this must be one too".formatted(anonymous.getKey()));
    }
    return new LogIn(
        known.getKey(),
        anonymous.getValue(),
        known.getValue(),
        fields.optionalText("session", SESSION_BYTES_MAX));
  }

  private static Entry<String, String> unit(Fields fields, String name) {
    var units = Units.asMap(Units.of(fields.node(name), name));
    if (units.size() != 1) {
      throw Fields.refuse(
          "invalid_unit", name, "this is one unit, here are %d".formatted(units.size()));
    }
    return units.entrySet().iterator().next();
  }
}
