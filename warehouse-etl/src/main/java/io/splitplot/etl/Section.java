package io.splitplot.etl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keys and values of a file that people write, read strictly: of anything wrong it says where it
 * stands.
 */
public final class Section {
  private final JsonNode node;
  private final String place;
  private final String code;

  /**
   * @param place how messages name the node
   * @param code of the exceptions
   */
  public Section(JsonNode node, String place, String code) {
    this.node = node;
    this.place = place;
    this.code = code;
    if (!node.isObject() && !isBlank(node)) {
      throw wrong("has keys with values, not " + node);
    }
  }

  /** The value of a key, whatever it is; missing where there is none. */
  public JsonNode value(String key) {
    return node.path(key);
  }

  /** Calls with each key, in the order in which they are written. */
  public void forEachKey(Consumer<String> reader) {
    node.fieldNames().forEachRemaining(reader);
  }

  /** Refuses keys that mean nothing, most likely misspelt. */
  public void allowOnly(String... keys) {
    var unknown = new LinkedHashSet<String>();
    node.fieldNames().forEachRemaining(unknown::add);
    List.of(keys).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw wrong(
          "does not know " + String.join(", ", unknown) + "; it knows " + String.join(", ", keys));
    }
  }

  /** The objects of a list that has at least one. */
  public List<Section> list(String key) {
    var items = new ArrayList<Section>();
    node.path(key).forEach(item -> items.add(inner(item, key + "[" + items.size() + "]")));
    if (items.isEmpty()) {
      throw wrong(key + ": is missing, a list");
    }
    return items;
  }

  public String requiredText(String key) {
    return text(key).orElseThrow(() -> wrong(key + ": is missing"));
  }

  /** A text, number or truth value as text; nothing when it is missing or empty. */
  public Optional<String> text(String key) {
    var value = node.path(key);
    if (value.isContainerNode()) {
      throw wrong(key + ": is a text, not " + value);
    }
    return isBlank(value) ? Optional.empty() : Optional.of(value.asText());
  }

  /** A section that is there, be it without a value: then everything in it is missing. */
  public Optional<Section> section(String key) {
    return node.has(key) ? Optional.of(inner(node.path(key), key)) : Optional.empty();
  }

  private Section inner(JsonNode inner, String key) {
    return new Section(inner, place + "." + key, code);
  }

  /** Whether nobody wrote anything. */
  public static boolean isBlank(JsonNode value) {
    return value.isMissingNode()
        || value.isNull()
        || (value.isTextual() && value.asText().isEmpty());
  }

  /** An exception that begins with the place of this section. */
  public EtlException wrong(String sentence) {
    return new EtlException(code, place + ": " + sentence);
  }
}
