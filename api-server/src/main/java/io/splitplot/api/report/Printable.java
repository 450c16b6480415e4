package io.splitplot.api.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Text that can be shown anywhere. Names come from outside: a terminal obeys control characters,
 * and browsers and editors the ones that turn the direction of writing.
 */
public final class Printable {
  private static final int REPLACEMENT = 0xFFFD;
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private Printable() {}

  /** The same document; in its texts white space is a space, and a mark stands for the rest. */
  public static JsonNode document(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        var copy = JsonNodeFactory.instance.objectNode();
        object.forEachEntry((name, value) -> copy.set(name, document(value)));
        yield copy;
      }
      case ArrayNode array -> {
        var copy = JsonNodeFactory.instance.arrayNode();
        array.forEach(item -> copy.add(document(item)));
        yield copy;
      }
      default ->
          node.isTextual() ? JsonNodeFactory.instance.textNode(text(node.textValue())) : node;
    };
  }

  private static String text(String text) {
    var printable = new StringBuilder();
    text.codePoints()
        .map(letter -> Character.isWhitespace(letter) ? ' ' : letter)
        .map(letter -> isPrintable(letter) ? letter : REPLACEMENT)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }

  private static boolean isPrintable(int letter) {
    return switch (Character.getType(letter)) {
      // Some scripts and signs are written with the joiners; other formats move text around.
      case Character.FORMAT -> letter == ZERO_WIDTH_JOINER || letter == ZERO_WIDTH_NON_JOINER;
      case Character.CONTROL, Character.PRIVATE_USE, Character.SURROGATE, Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
