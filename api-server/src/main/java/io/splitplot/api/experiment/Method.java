package io.splitplot.api.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * How an experiment is analysed, as declared before it starts: kind, alpha, planned_units, the
 * family of primary comparisons, and for group-sequential tests spending and looks.
 */
final class Method {
  private static final String GROUP_SEQUENTIAL = "group_sequential";
  private static final Set<String> KINDS =
      Set.of("fixed_horizon", GROUP_SEQUENTIAL, "always_valid");
  private static final Set<String> FAMILIES = Set.of("holm", "hochberg", "bonferroni");
  private static final Set<String> SPENDINGS = Set.of("obf", "pocock", "power", "hsd");

  /** Those whose shape has a parameter. */
  private static final Set<String> SHAPED = Set.of("power", "hsd");

  private static final Set<String> FIELDS =
      Set.of("kind", "alpha", "planned_units", "family", "spending", "spending_parameter", "looks");

  private static final long UNITS_MAX = 1_000_000_000_000L;
  private static final int LOOKS_MAX = 100;
  private static final int SCALE = 6;
  private static final BigDecimal ALPHA_DEFAULT = new BigDecimal("0.05");
  private static final BigDecimal ALPHA_MAX = new BigDecimal("0.5");
  private static final BigDecimal PARAMETER_MAX = BigDecimal.TEN;

  private Method() {}

  /** The method of a body, always valid at 0.05 where it says nothing. */
  static ObjectNode of(Fields body) {
    var fields =
        Fields.of(body.optionalDocument("method").orElseGet(Json::object), "method", FIELDS);
    var kind = fields.optionalChoice("kind", KINDS).orElse("always_valid");
    var method = Json.object().put("kind", kind).put("alpha", alpha(fields));
    var plannedUnits = fields.optionalInteger("planned_units", 1, UNITS_MAX);
    plannedUnits.ifPresent(units -> method.put("planned_units", units));
    if (kind.equals(GROUP_SEQUENTIAL)) {
      if (plannedUnits.isEmpty()) {
        throw fields.missing("planned_units");
      }
      refuse(fields, List.of("family"), "alpha is divided among the comparisons there");
      spend(fields, method);
    } else {
      refuse(
          fields,
          List.of("spending", "spending_parameter", "looks"),
          "only group_sequential has this");
      fields.optionalChoice("family", FAMILIES).ifPresent(family -> method.put("family", family));
    }
    return method;
  }

  private static BigDecimal alpha(Fields fields) {
    var alpha = fields.optionalDecimal("alpha", 1, SCALE).orElse(ALPHA_DEFAULT);
    if (alpha.signum() <= 0 || alpha.compareTo(ALPHA_MAX) > 0) {
      throw Fields.refuse("out_of_range", "method.alpha", "alpha is more than 0 and at most 0.5");
    }
    return alpha;
  }

  private static void spend(Fields fields, ObjectNode method) {
    var spending = fields.optionalChoice("spending", SPENDINGS).orElse("obf");
    method.put("spending", spending);
    if (SHAPED.contains(spending)) {
      method.put("spending_parameter", parameter(fields, spending));
    } else {
      refuse(fields, List.of("spending_parameter"), "only power and hsd have this");
    }
    fields.optionalInteger("looks", 1, LOOKS_MAX).ifPresent(looks -> method.put("looks", looks));
  }

  private static BigDecimal parameter(Fields fields, String spending) {
    var parameter =
        fields
            .optionalDecimal("spending_parameter", 2, SCALE)
            .orElseThrow(() -> fields.missing("spending_parameter"));
    var isTooFar = parameter.abs().compareTo(PARAMETER_MAX) > 0;
    if (isTooFar || (spending.equals("power") && parameter.signum() <= 0)) {
      throw Fields.refuse(
          "out_of_range",
          "method.spending_parameter",
          "of power it is more than 0 and at most 10, of hsd from -10 to 10");
    }
    return parameter;
  }

  private static void refuse(Fields fields, List<String> names, String why) {
    for (var name : names) {
      if (fields.has(name)) {
        throw Fields.refuse("unexpected_field", "method." + name, why);
      }
    }
  }
}
