package io.splitplot.api.assignment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A targeting condition, compiled. {@code splitplot.matches} and {@code splitplot.satisfies} define
 * what conditions mean, {@code splitplot.targeting_problem} which are valid; no others are stored.
 *
 * <p>Evaluation never throws. What is malformed all the same is false.
 */
final class Targeting {
  private static final int LEVELS_MAX = 16;
  private static final int REGEX_VALUE_LENGTH_MAX = 1024;
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}(?:\\.[0-9]{1,18}){0,7}");

  private final Predicate<JsonNode> condition;

  private Targeting(Predicate<JsonNode> condition) {
    this.condition = condition;
  }

  /** The condition of a phase; null: everybody is targeted. */
  static Targeting of(@Nullable JsonNode condition) {
    return new Targeting(condition == null ? node -> true : condition(condition, LEVELS_MAX));
  }

  boolean matches(JsonNode attributes) {
    return condition.test(attributes);
  }

  private static boolean never(JsonNode node) {
    return false;
  }

  private static Predicate<JsonNode> condition(JsonNode condition, int levels) {
    if (levels < 0 || !condition.isObject()) {
      return Targeting::never;
    }
    return all(
        condition.properties().stream()
            .map(member -> member(member.getKey(), member.getValue(), levels - 1))
            .toList());
  }

  private static Predicate<JsonNode> member(String name, JsonNode operand, int levels) {
    return switch (name) {
      case "$and" -> conditions(operand, levels, Targeting::all);
      case "$or" -> conditions(operand, levels, Targeting::any);
      case "$nor" -> conditions(operand, levels, list -> any(list).negate());
      case "$not" -> operand.isObject() ? condition(operand, levels).negate() : Targeting::never;
      default -> {
        var path = List.of(name.split("\\.", -1));
        var requirement = requirement(operand, levels);
        yield attributes -> requirement.test(value(attributes, path));
      }
    };
  }

  private static Predicate<JsonNode> conditions(
      JsonNode operand,
      int levels,
      Function<List<Predicate<JsonNode>>, Predicate<JsonNode>> combination) {
    if (!operand.isArray()) {
      return Targeting::never;
    }
    var list = new ArrayList<Predicate<JsonNode>>();
    operand.forEach(item -> list.add(condition(item, levels)));
    return combination.apply(list);
  }

  /** A loop and not a stream: conditions of all experiments are tested for every request. */
  private static Predicate<JsonNode> all(List<Predicate<JsonNode>> list) {
    if (list.size() == 1) {
      return list.getFirst();
    }
    var predicates = List.copyOf(list);
    return node -> {
      for (var predicate : predicates) {
        if (!predicate.test(node)) {
          return false;
        }
      }
      return true;
    };
  }

  private static Predicate<JsonNode> any(List<Predicate<JsonNode>> list) {
    var predicates = List.copyOf(list);
    return node -> {
      for (var predicate : predicates) {
        if (predicate.test(node)) {
          return true;
        }
      }
      return false;
    };
  }

  /** The value of an attribute; a {@link MissingNode} when it is absent or null. */
  static JsonNode value(JsonNode attributes, List<String> path) {
    var value = attributes;
    for (var step : path) {
      value = value.path(step);
    }
    return value.isNull() ? MissingNode.getInstance() : value;
  }

  private static Predicate<JsonNode> requirement(JsonNode requirement, int levels) {
    if (scalar(requirement).isPresent()) {
      return equalsAny(List.of(requirement));
    }
    if (levels < 0 || !requirement.isObject()) {
      return Targeting::never;
    }
    return all(
        requirement.properties().stream()
            .map(member -> comparison(member.getKey(), member.getValue(), levels - 1))
            .toList());
  }

  private static Predicate<JsonNode> comparison(String operator, JsonNode operand, int levels) {
    return switch (operator) {
      case "$eq" -> equalsAny(List.of(operand));
      case "$ne" -> isThere(equalsAny(List.of(operand)).negate());
      case "$in" -> operand.isArray() ? equalsAny(operand) : Targeting::never;
      case "$nin" -> operand.isArray() ? isThere(equalsAny(operand).negate()) : Targeting::never;
      case "$gt" -> ordered(operand, order -> order > 0);
      case "$gte" -> ordered(operand, order -> order >= 0);
      case "$lt" -> ordered(operand, order -> order < 0);
      case "$lte" -> ordered(operand, order -> order <= 0);
      case "$veq" -> version(operand, order -> order == 0);
      case "$vne" -> version(operand, order -> order != 0);
      case "$vgt" -> version(operand, order -> order > 0);
      case "$vgte" -> version(operand, order -> order >= 0);
      case "$vlt" -> version(operand, order -> order < 0);
      case "$vlte" -> version(operand, order -> order <= 0);
      case "$regex" -> regex(operand);
      case "$exists" ->
          value -> operand.isBoolean() && operand.booleanValue() != value.isMissingNode();
      case "$not" -> operand.isObject() ? requirement(operand, levels).negate() : Targeting::never;
      default -> Targeting::never;
    };
  }

  private static Predicate<JsonNode> isThere(Predicate<JsonNode> comparison) {
    return value -> !value.isMissingNode() && comparison.test(value);
  }

  private static Predicate<JsonNode> equalsAny(Iterable<JsonNode> operands) {
    var scalars = new HashSet<Object>();
    operands.forEach(operand -> scalar(operand).ifPresent(scalars::add));
    return value -> {
      if (!value.isArray()) {
        return scalar(value).filter(scalars::contains).isPresent();
      }
      for (var element : value) {
        if (scalar(element).filter(scalars::contains).isPresent()) {
          return true;
        }
      }
      return false;
    };
  }

  /** What equals by type and value: a String, a Boolean, or a number in its one normal form. */
  private static Optional<Object> scalar(JsonNode node) {
    if (node.isTextual()) {
      return Optional.of(node.textValue());
    } else if (node.isBoolean()) {
      return Optional.of(node.booleanValue());
    } else {
      return number(node).map(BigDecimal::stripTrailingZeros);
    }
  }

  private static Optional<BigDecimal> number(JsonNode node) {
    return node.isNumber() ? Optional.of(node.decimalValue()) : Optional.empty();
  }

  private static Predicate<JsonNode> ordered(JsonNode operand, IntPredicate asked) {
    return value -> order(value, operand).stream().anyMatch(asked);
  }

  /** Numbers by value, strings by code point: that is the order of their bytes in UTF-8. */
  private static OptionalInt order(JsonNode a, JsonNode b) {
    if (a.isTextual() && b.isTextual()) {
      return OptionalInt.of(
          Arrays.compareUnsigned(a.textValue().getBytes(UTF_8), b.textValue().getBytes(UTF_8)));
    }
    var numberA = number(a);
    var numberB = number(b);
    return numberA.isPresent() && numberB.isPresent()
        ? OptionalInt.of(numberA.get().compareTo(numberB.get()))
        : OptionalInt.empty();
  }

  private static Predicate<JsonNode> version(JsonNode operand, IntPredicate asked) {
    return versionNumbers(operand)
        .<Predicate<JsonNode>>map(wanted ->
            value ->
                versionNumbers(value)
                    .filter(given -> asked.test(Arrays.compare(given, wanted)))
                    .isPresent())
        .orElse(Targeting::never);
  }

  /** Whether a value can be compared as a version. */
  static boolean isVersion(JsonNode value) {
    return versionNumbers(value).isPresent();
  }

  /** As {@code splitplot.version_numbers}: without zeros at the end, so that 2 equals 2.0. */
  private static Optional<long[]> versionNumbers(JsonNode version) {
    if (!version.isTextual() || !VERSION.matcher(version.textValue()).matches()) {
      return Optional.empty();
    }
    var numbers =
        Arrays.stream(version.textValue().split("\\.")).mapToLong(Long::parseLong).toArray();
    var length = numbers.length;
    while (length > 1 && numbers[length - 1] == 0) {
      length--;
    }
    return Optional.of(Arrays.copyOf(numbers, length));
  }

  private static Predicate<JsonNode> regex(JsonNode operand) {
    if (!operand.isTextual()) {
      return Targeting::never;
    }
    try {
      var regex = Regex.parse(operand.textValue());
      return value -> {
        if (!value.isTextual()) {
          return false;
        }
        var text = value.textValue();
        return text.codePointCount(0, text.length()) <= REGEX_VALUE_LENGTH_MAX && regex.find(text);
      };
    } catch (IllegalArgumentException _) {
      return Targeting::never;
    }
  }
}
