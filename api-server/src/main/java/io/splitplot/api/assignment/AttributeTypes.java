package io.splitplot.api.assignment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * The types that attributes are declared with. A value of another type is no error: comparisons
 * with it are false. But whoever sends it should know.
 */
final class AttributeTypes {
  private static final int WARNINGS_MAX = 20;

  private final SortedMap<String, String> types;
  private final List<Declared> declared;

  /** An attribute that is declared, and the steps of its path. */
  private record Declared(String name, String type, List<String> path) {}

  /**
   * What a request gives and is not of the declared type.
   *
   * @param given the JSON type of the value
   */
  record Warning(String attribute, String expected, String given) {}

  /** The types by the attributes' names, each a path with dots. */
  AttributeTypes(Map<String, String> types) {
    this.types = new TreeMap<>(types);
    this.declared =
        this.types.entrySet().stream()
            .map(it ->
                new Declared(it.getKey(), it.getValue(), List.of(it.getKey().split("\\.", -1))))
            .toList();
  }

  /** The types by name, in the order of names. */
  SortedMap<String, String> types() {
    return new TreeMap<>(types);
  }

  /** The first that are of another type than declared; what is missing is of none. */
  List<Warning> warnings(JsonNode attributes) {
    if (attributes.isEmpty()) {
      return List.of();
    }
    var warnings = new ArrayList<Warning>();
    for (var attribute : declared) {
      var value = Targeting.value(attributes, attribute.path());
      if (!value.isMissingNode() && !isOf(attribute.type(), value)) {
        warnings.add(new Warning(attribute.name(), attribute.type(), jsonType(value)));
        if (warnings.size() == WARNINGS_MAX) {
          break;
        }
      }
    }
    return warnings;
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "string" -> value.isTextual();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "version" -> Targeting.isVersion(value);
      case "string_list" -> isListOf(value, JsonNode::isTextual);
      case "number_list" -> isListOf(value, JsonNode::isNumber);
      default -> true; // a type that a newer server declared
    };
  }

  private static boolean isListOf(JsonNode value, Predicate<JsonNode> isElement) {
    return value.isArray() && StreamSupport.stream(value.spliterator(), false).allMatch(isElement);
  }

  private static String jsonType(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "string";
      case NUMBER -> "number";
      case BOOLEAN -> "boolean";
      case ARRAY -> "array";
      default -> "object";
    };
  }
}
