package io.splitplot.api.assignment;

import io.splitplot.api.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Valid conditions and attributes, as JSON text. The names and values are few, so that they meet
 * often; among them are those that implementations tend to differ on.
 */
final class RandomConditions {
  private static final List<String> NAMES =
      List.of("country", "age", "version", "tags", "mail", "account", "account.tier", "a.b.c");
  private static final List<String> STRINGS =
      List.of(
          "",
          "DE",
          "de",
          "FR",
          "é",
          "e\u0301",
          "日本",
          "\ud83e\udd8a", // above U+FFFF, and so after the next in code points but not in UTF-16
          "\uffff",
          "\ue000",
          "a\nb",
          "1",
          "true",
          "anna@example.com",
          "x'y\"z\\");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "0.0",
          "1",
          "1.0",
          "1e0",
          "10e-1",
          "-5",
          "0.1",
          "0.10",
          "2",
          "3.5",
          "1e3",
          "1000",
          "0.10000000000000000555",
          "9007199254740992",
          "9007199254740993",
          "1e30",
          "1000000000000000000000000000001",
          "-1e-30");
  private static final List<String> VERSIONS =
      List.of(
          "1",
          "1.0",
          "1.0.0",
          "1.9",
          "1.10",
          "01.9",
          "1.9.3",
          "2",
          "0",
          "0.0.1",
          "1.2-beta",
          "v1",
          "1..2",
          "1.",
          "999999999999999999.1",
          "1.2.3.4.5.6.7.8");

  /** Names where they may not be, and some that other languages stumble over. */
  private static final List<String> STRANGE_NAMES =
      List.of(
          "$and",
          "$or",
          "$nor",
          "$not",
          "$segment",
          "$eq",
          "$in",
          "$nin",
          "$gt",
          "$veq",
          "$regex",
          "$exists",
          "$",
          "$where",
          "",
          ".",
          "a..b",
          "a.$b",
          "$$",
          "__proto__",
          "a",
          "\ud83e\udd8a");

  private final SplittableRandom random;
  private final List<String> segments;

  RandomConditions(SplittableRandom random) {
    this(random, List.of());
  }

  /** Conditions that use these segments, too. */
  RandomConditions(SplittableRandom random, List<String> segments) {
    this.random = random;
    this.segments = segments;
  }

  String condition() {
    return condition(3);
  }

  private String condition(int levels) {
    return object(1 + random.nextInt(2), () -> member(levels));
  }

  private String member(int levels) {
    if (!segments.isEmpty() && random.nextInt(3) == 0) {
      return "\"$segment\":" + quoted(pick(segments));
    }
    if (levels == 0 || random.nextInt(3) > 0) {
      return "%s:%s".formatted(quoted(pick(NAMES)), requirement());
    }
    return switch (random.nextInt(4)) {
      case 0 -> "\"$not\":" + condition(levels - 1);
      case 1 -> "\"$and\":" + array(() -> condition(levels - 1));
      case 2 -> "\"$or\":" + array(() -> condition(levels - 1));
      default -> "\"$nor\":" + array(() -> condition(levels - 1));
    };
  }

  private String requirement() {
    return random.nextInt(4) == 0 ? scalar() : comparisons(2);
  }

  private String comparisons(int levels) {
    return object(1 + random.nextInt(2) * random.nextInt(2), () -> comparison(levels));
  }

  private String comparison(int levels) {
    return switch (random.nextInt(levels == 0 ? 6 : 7)) {
      case 0 -> "\"%s\":%s".formatted(pick(List.of("$eq", "$ne")), scalar());
      case 1 -> "\"%s\":%s".formatted(pick(List.of("$in", "$nin")), array(this::scalar));
      case 2 -> "\"%s\":%s".formatted(pick(List.of("$gt", "$gte", "$lt", "$lte")), ordered());
      case 3 ->
          "\"%s\":%s"
              .formatted(
                  pick(List.of("$veq", "$vne", "$vgt", "$vgte", "$vlt", "$vlte")),
                  quoted(
                      pick(List.of("1", "1.9.0", "1.10", "2.0", "0.0.0", "999999999999999999"))));
      case 4 -> "\"$exists\":" + random.nextBoolean();
      case 5 ->
          "\"$regex\":"
              + quoted(
                  pick(List.of("^[A-Z]{2}$", "@example\\.com$", "(?:D|F)", "^$", "\\W", ".b")));
      default -> "\"$not\":" + comparisons(levels - 1);
    };
  }

  /** JSON of which little is a valid condition; some of it is deep. */
  String strange() {
    var wrapped =
        switch (random.nextInt(4)) {
          case 0 -> strange(6);
          case 1 -> condition();
          default -> object(1 + random.nextInt(2), () -> quoted("a") + ":" + strange(3));
        };
    for (var levels = random.nextInt(4) == 0 ? random.nextInt(24) : 0; levels > 0; levels--) {
      wrapped =
          random.nextBoolean()
              ? "{\"$not\":%s}".formatted(wrapped)
              : "{\"$and\":[%s]}".formatted(wrapped);
    }
    return wrapped;
  }

  private String strange(int levels) {
    return switch (random.nextInt(levels == 0 ? 2 : 6)) {
      case 0 -> value(0);
      case 1 -> quoted(pick(List.of("(", "a{1000}", "(a+)+$", "1.2.3", "$segment")));
      case 2 -> array(() -> strange(levels - 1));
      default ->
          object(random.nextInt(4), () -> quoted(pick(STRANGE_NAMES)) + ":" + strange(levels - 1));
    };
  }

  /** An object of attributes; some are missing, some of an unexpected type. */
  String attributes() {
    var members = new ArrayList<String>();
    for (var name : List.of("country", "age", "version", "tags", "mail", "account", "a")) {
      if (random.nextInt(5) > 0) {
        members.add("%s:%s".formatted(quoted(name), attribute(name)));
      }
    }
    return "{" + String.join(",", members) + "}";
  }

  private String attribute(String name) {
    if (random.nextInt(8) == 0) {
      return value(2);
    }
    return switch (name) {
      case "country", "mail" -> quoted(pick(STRINGS));
      case "age" -> pick(NUMBERS);
      case "version" -> quoted(pick(VERSIONS));
      case "tags" -> array(() -> value(1));
      case "account" -> "{\"tier\":%s,\"tier.x\":1}".formatted(value(1));
      default -> "{\"b\":{\"c\":%s},\"b.c\":%s}".formatted(value(1), scalar());
    };
  }

  private String value(int levels) {
    return switch (random.nextInt(levels == 0 ? 6 : 8)) {
      case 0 -> "null";
      case 6 -> array(() -> value(levels - 1));
      case 7 -> "{\"tier\":%s}".formatted(value(levels - 1));
      default -> scalar();
    };
  }

  private String scalar() {
    return random.nextInt(6) == 0 ? Boolean.toString(random.nextBoolean()) : ordered();
  }

  private String ordered() {
    return random.nextBoolean() ? pick(NUMBERS) : quoted(pick(STRINGS));
  }

  private String array(Supplier<String> item) {
    var items = new ArrayList<String>();
    for (var i = 0; i <= random.nextInt(3); i++) {
      items.add(item.get());
    }
    return "[" + String.join(",", items) + "]";
  }

  /** Members of the same name are left out: JSON readers differ on which of them counts. */
  private static String object(int size, Supplier<String> member) {
    var members = new LinkedHashMap<String, String>();
    for (var i = 0; i < size; i++) {
      var made = member.get();
      members.putIfAbsent(made.substring(0, made.indexOf(':')), made);
    }
    return "{" + String.join(",", members.values()) + "}";
  }

  private String pick(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static String quoted(String text) {
    return Json.write(text);
  }
}
