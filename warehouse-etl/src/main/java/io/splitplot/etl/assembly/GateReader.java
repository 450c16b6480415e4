package io.splitplot.etl.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.etl.Section;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the quality gates of a declaration into what {@code etl.ask_gate} takes. */
final class GateReader {
  /** With it the names of results begin that compare totals. */
  private static final String TOTALS = "totals_";

  private static final double P_MIN = 0.0005;

  private final Section root;
  private final List<Column> columns;

  GateReader(Section root, List<Column> columns) {
    this.root = root;
    this.columns = columns;
  }

  /** Which types of columns a gate can look at. */
  @SuppressWarnings("ImmutableEnumChecker") // nobody changes the sets
  private enum Kind {
    NOT_NULL(EnumSet.allOf(ColumnType.class)),
    RANGE(EnumSet.of(ColumnType.BIGINT, ColumnType.NUMERIC)),
    UNIQUE(EnumSet.complementOf(EnumSet.of(ColumnType.JSON))),
    REFERENCE(EnumSet.complementOf(EnumSet.of(ColumnType.JSON))),
    FRESHNESS(EnumSet.of(ColumnType.TIMESTAMP)),
    ROW_COUNT(EnumSet.noneOf(ColumnType.class)),
    SUM(EnumSet.of(ColumnType.BIGINT, ColumnType.NUMERIC)),
    SAMPLE_RATIO(EnumSet.of(ColumnType.TEXT));

    private final Set<ColumnType> types;

    Kind(Set<ColumnType> types) {
      this.types = types;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  List<ObjectNode> gates() {
    var gates = new ArrayList<ObjectNode>();
    var names = new HashSet<String>();
    for (var section : root.list("gates")) {
      var gate = gate(section);
      if (gate.path("name").textValue().startsWith(TOTALS)) {
        throw section.wrong("name: those that begin with totals_ are of the totals");
      }
      if (!names.add(gate.path("name").textValue())) {
        throw section.wrong("name: another gate is called " + gate.path("name").textValue());
      }
      gates.add(gate);
    }
    return gates;
  }

  private ObjectNode gate(Section section) {
    var kind = kind(section);
    var gate = JsonNodeFactory.instance.objectNode();
    gate.put("kind", kind.word());
    if (!kind.types.isEmpty()) {
      gate.put("column", column(section, kind));
    }
    switch (kind) {
      case NOT_NULL, UNIQUE -> section.allowOnly("name", "kind", "column");
      case RANGE, SUM -> {
        section.allowOnly("name", "kind", "column", "at_least", "at_most");
        bounds(section, gate);
      }
      case ROW_COUNT -> {
        section.allowOnly("name", "kind", "at_least", "at_most");
        bounds(section, gate);
      }
      case REFERENCE -> {
        section.allowOnly("name", "kind", "column", "table", "key");
        gate.put("table", section.requiredText("table"));
        gate.put("key", section.requiredText("key"));
      }
      case FRESHNESS -> {
        section.allowOnly("name", "kind", "column", "within");
        gate.put("within", duration(section));
      }
      case SAMPLE_RATIO -> {
        section.allowOnly("name", "kind", "column", "weights", "p_min");
        gate.set("weights", weights(section));
        gate.put("p_min", number(section, "p_min", P_MIN));
      }
    }
    gate.put(
        "name",
        section
            .text("name")
            .orElse(kind.word() + (gate.has("column") ? "_" + gate.path("column").asText() : "")));
    return gate;
  }

  private static Kind kind(Section section) {
    var word = section.requiredText("kind");
    for (var kind : Kind.values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    throw section.wrong("kind: there is no gate " + word);
  }

  private String column(Section section, Kind kind) {
    var name = section.requiredText("column");
    for (var column : columns) {
      if (column.name().equals(name)) {
        if (!kind.types.contains(column.type())) {
          throw section.wrong(
              "column: %s is of type %s, and %s looks at %s"
                  .formatted(name, column.type().word(), kind.word(), kind.types));
        }
        return name;
      }
    }
    throw section.wrong("column: " + name + " is none of the columns");
  }

  private static void bounds(Section section, ObjectNode gate) {
    var hasBound = false;
    for (var key : List.of("at_least", "at_most")) {
      var bound = section.value(key);
      if (bound.isMissingNode()) {
        continue;
      }
      if (!bound.isNumber()) {
        throw section.wrong(key + ": is a number, not " + bound);
      }
      gate.set(key, bound);
      hasBound = true;
    }
    if (!hasBound) {
      throw section.wrong("has neither at_least nor at_most");
    }
  }

  private static String duration(Section section) {
    var text = section.requiredText("within");
    try {
      return Duration.parse(text).toString();
    } catch (DateTimeException e) {
      throw section.wrong("within: is a duration such as PT24H, not " + text);
    }
  }

  private static JsonNode weights(Section section) {
    var weights = section.value("weights");
    if (!weights.isObject() || weights.size() < 2) {
      throw section.wrong("weights: is a map of at least two values to their weights");
    }
    for (var weight : weights) {
      if (!weight.isNumber() || weight.decimalValue().signum() <= 0) {
        throw section.wrong("weights: are positive numbers, not " + weight);
      }
    }
    return weights;
  }

  private static double number(Section section, String key, double usual) {
    var value = section.value(key);
    if (value.isMissingNode()) {
      return usual;
    }
    if (!value.isNumber()) {
      throw section.wrong(key + ": is a number, not " + value);
    }
    return value.doubleValue();
  }
}
