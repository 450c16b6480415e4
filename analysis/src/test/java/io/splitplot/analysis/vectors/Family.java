package io.splitplot.analysis.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One file of {@code sql/tests/vectors}, and what was found when it was compared. */
final class Family {
  static final Path FOLDER = Path.of("..", "sql", "tests", "vectors");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One case: its name, what is given, what is wanted. */
  record Case(String id, JsonNode in, JsonNode out) {}

  private final String name;
  private final JsonNode content;
  private final List<String> failures = new ArrayList<>();
  private int compared;

  Family(String name) {
    this.name = name;
    try {
      content = JSON.readTree(FOLDER.resolve(name + ".json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Case> cases() {
    var cases = new ArrayList<Case>();
    for (var node : content.get("cases")) {
      cases.add(new Case(node.get("id").textValue(), node.get("in"), node.get("out")));
    }
    return cases;
  }

  /**
   * Compares one number. A wanted number that is null must not be there, and one that the file does
   * not have is not compared.
   */
  void compare(
      Case given, String quantity, double got, @Nullable JsonNode want, Tolerance tolerance) {
    if (want == null || want.isMissingNode()) {
      return;
    }
    compared++;
    var expected = number(want);
    if (got == expected || (want.isNull() && Double.isNaN(got))) {
      return;
    }
    var absolute = Math.abs(got - expected);
    var relative = expected == 0 ? Double.POSITIVE_INFINITY : absolute / Math.abs(expected);
    var allowance = Math.min(absolute / tolerance.absolute(), relative / tolerance.relative());
    if (!(allowance <= 1)) {
      failures.add("%s %s: got %s, want %s".formatted(given.id(), quantity, got, expected));
    }
  }

  /** Compares what is not a number. */
  void compareText(Case given, String quantity, Object got, JsonNode want) {
    compared++;
    if (!want.asText().equals(got.toString())) {
      failures.add("%s %s: got %s, want %s".formatted(given.id(), quantity, got, want));
    }
  }

  /** Fails unless every case was compared and every number was within its tolerance. */
  void judge() {
    assertThat(failures).as("%s, of %d numbers", name, compared).isEmpty();
    assertThat(compared).as("numbers compared for %s", name).isGreaterThanOrEqualTo(cases().size());
  }

  /** A number as if it stood in the file. */
  JsonNode node(double value) {
    return JSON.getNodeFactory().numberNode(value);
  }

  static double number(JsonNode node) {
    return node.isTextual() ? Double.parseDouble(node.textValue()) : node.asDouble(Double.NaN);
  }

  static double[] numbers(JsonNode array) {
    var values = new double[array.size()];
    for (var i = 0; i < values.length; i++) {
      values[i] = number(array.get(i));
    }
    return values;
  }

  /** How far a number may be off: it passes when one of the two holds. */
  record Tolerance(double relative, double absolute) {
    static Tolerance relative(double relative) {
      return new Tolerance(relative, Double.MIN_VALUE);
    }

    static Tolerance absolute(double absolute) {
      return new Tolerance(Double.MIN_VALUE, absolute);
    }
  }
}
