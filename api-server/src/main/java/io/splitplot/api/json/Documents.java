package io.splitplot.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Objects of the client's own (attributes, properties, parameters, conditions), kept small. */
public final class Documents {
  /** Deepest nesting. */
  public static final int DEPTH_MAX = 16;

  /** Largest size, written without spaces. */
  public static final int BYTES_MAX = 16 * 1024;

  /** Largest number of digits before the point: what a double can hold as well. */
  private static final int DIGITS_MAX = 308;

  private Documents() {}

  /** The object; a refusal when it is none, or too large, too deep or not to be stored. */
  public static ObjectNode of(JsonNode node, String path) {
    if (!(node instanceof ObjectNode object)) {
      throw Fields.refuse("wrong_type", path, "this must be an object");
    }
    check(object, path, 1);
    // Every part is bounded by now, so that writing it down is cheap.
    var bytes = Json.writeBytes(object).length;
    if (bytes > BYTES_MAX) {
      throw Fields.refuse(
          "too_large", path, "this may have %d bytes, it has %d".formatted(BYTES_MAX, bytes));
    }
    return object;
  }

  private static void check(JsonNode node, String path, int depth) {
    if (node.isTextual()) {
      Texts.storableBytes(node.textValue(), path);
    } else if (node.isNumber()) {
      checkNumber(node, path);
    } else if (node.isContainerNode()) {
      if (depth > DEPTH_MAX) {
        throw Fields.refuse(
            "too_deep", path, "this may be nested %d levels deep".formatted(DEPTH_MAX));
      }
      node.fieldNames().forEachRemaining(name -> Texts.storableBytes(name, path));
      node.forEach(item -> check(item, path, depth + 1));
    }
  }

  private static void checkNumber(JsonNode node, String path) {
    var number = node.decimalValue();
    var digits = (long) number.precision() - number.scale();
    if (Math.abs(digits) > DIGITS_MAX) {
      throw Fields.refuse(
          "out_of_range", path, "a number is less than 1e308, and not below 1e-308");
    }
  }
}
