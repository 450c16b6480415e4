package io.splitplot.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.problem.Printable;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/**
 * The fields of one JSON object. What is missing, unknown or of the wrong kind ends in a problem
 * that names the field by its path. A null counts as absent.
 */
public final class Fields {
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
  private static final int UUID_LENGTH = 36;
  private static final int PPM_DIGITS = 6;

  private final ObjectNode object;
  private final String path;

  private Fields(ObjectNode object, String path) {
    this.object = object;
    this.path = path;
  }

  /**
   * The fields of an object.
   *
   * @param path where the object is in the body; empty: it is the body
   * @param known the names that it may have
   */
  public static Fields of(JsonNode node, String path, Set<String> known) {
    if (!(node instanceof ObjectNode object)) {
      throw path.isEmpty()
          ? new ProblemException(Problem.of(422, "wrong_type", "this must be a JSON object"))
          : refuse("wrong_type", path, "this must be an object");
    }
    var fields = new Fields(object, path);
    for (var name : (Iterable<String>) object::fieldNames) {
      if (!known.contains(name)) {
        throw refuse("unknown_field", fields.path(Printable.of(name, 80)), "unknown field");
      }
    }
    return fields;
  }

  /** The path of a field, from the body's root. */
  public String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  public boolean has(String name) {
    return object.hasNonNull(name);
  }

  /** Whether the field is there at all, also as a null that means something. */
  public boolean isNamed(String name) {
    return object.has(name);
  }

  /** Text that PostgreSQL can store, of 1 to {@code bytesMax} bytes of UTF-8. */
  public String text(String name, int bytesMax) {
    return optionalText(name, bytesMax).orElseThrow(() -> missing(name));
  }

  public Optional<String> optionalText(String name, int bytesMax) {
    return present(name).map(node -> Texts.of(node, path(name), bytesMax));
  }

  /** A key as all things that are configured have: lower-case words. */
  public String key(String name) {
    var key = text(name, 128);
    if (!Texts.isKey(key)) {
      throw refuse(
          "invalid_key",
          path(name),
          "a key starts with a lower-case letter or a digit and goes on with those, _ . and -");
    }
    return key;
  }

  public boolean flag(String name, boolean otherwise) {
    return present(name)
        .map(node -> {
          if (!node.isBoolean()) {
            throw refuse("wrong_type", path(name), "this must be true or false");
          }
          return node.booleanValue();
        })
        .orElse(otherwise);
  }

  /** A whole number within bounds, both included. */
  public long integer(String name, long min, long max) {
    return optionalInteger(name, min, max).orElseThrow(() -> missing(name));
  }

  public OptionalLong optionalInteger(String name, long min, long max) {
    var node = present(name);
    if (node.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!node.get().isIntegralNumber()) {
      throw refuse("wrong_type", path(name), "this must be a whole number");
    }
    if (!node.get().canConvertToLong()
        || node.get().longValue() < min
        || node.get().longValue() > max) {
      throw refuse("out_of_range", path(name), "this must be from %d to %d".formatted(min, max));
    }
    return OptionalLong.of(node.get().longValue());
  }

  /**
   * A decimal number with {@code magnitude < 10^digitsMax}, rounded to {@code scale} places.
   *
   * <p>The size is looked at before anything is computed: a number like 1e999999999 is cheap to
   * write and ruinous to expand.
   */
  public Optional<BigDecimal> optionalDecimal(String name, int digitsMax, int scale) {
    return present(name).map(node -> decimal(number(node, path(name)), name, digitsMax, scale));
  }

  private BigDecimal decimal(BigDecimal number, String name, int digitsMax, int scale) {
    var digits = (long) number.precision() - number.scale();
    if (number.signum() == 0 || digits < -scale) {
      return BigDecimal.ZERO;
    }
    if (digits <= digitsMax) {
      var rounded = number.setScale(scale, RoundingMode.HALF_UP);
      if (rounded.precision() <= digitsMax + scale) {
        return rounded.stripTrailingZeros();
      }
    }
    throw refuse(
        "out_of_range",
        path(name),
        "this must be less than 1e%d and more than -1e%d".formatted(digitsMax, digitsMax));
  }

  /** A share from 0 to 1 with at most six decimal places, in millionths. */
  public Optional<Integer> optionalShare(String name) {
    return present(name)
        .map(node -> {
          var share = number(node, path(name));
          if (share.signum() < 0 || share.compareTo(BigDecimal.ONE) > 0) {
            throw refuse("out_of_range", path(name), "a share is from 0 to 1");
          }
          if (share.signum() != 0 && share.stripTrailingZeros().scale() > PPM_DIGITS) {
            throw refuse("too_precise", path(name), "a share has at most six decimal places");
          }
          return share.movePointRight(PPM_DIGITS).intValue();
        });
  }

  /** A share that must be there, in millionths. */
  public int share(String name) {
    return optionalShare(name).orElseThrow(() -> missing(name));
  }

  public UUID uuid(String name) {
    var text = text(name, UUID_LENGTH);
    try {
      var uuid = UUID.fromString(text);
      if (uuid.toString().equals(text.toLowerCase(Locale.ROOT))) {
        return uuid;
      }
    } catch (IllegalArgumentException _) {
      // refused below, as texts are that Java reads as a UUID and nobody else does
    }
    throw refuse("invalid_uuid", path(name), "this must be a UUID, 8-4-4-4-12 hexadecimal digits");
  }

  /** A time as RFC 3339 has it, with its zone. */
  public Instant instant(String name) {
    return instant(text(name, 64), path(name));
  }

  /** Reads a time as RFC 3339 has it; {@code path} is what a refusal names. */
  public static Instant instant(String text, String path) {
    if (RFC_3339.matcher(text).matches()) {
      try {
        var instant = OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant();
        if (!instant.isBefore(EARLIEST) && instant.isBefore(LATEST)) {
          return instant;
        }
        throw refuse("out_of_range", path, "a time is in the years from 2000 to 2199");
      } catch (DateTimeException _) {
        // refused below: the 31st of February
      }
    }
    throw refuse(
        "invalid_time", path, "a time is written as RFC 3339 has it: 2026-01-31T09:30:00.5Z");
  }

  /** One of some words. */
  public Optional<String> optionalChoice(String name, Set<String> choices) {
    var choice = optionalText(name, 64);
    if (choice.isPresent() && !choices.contains(choice.get())) {
      throw refuse(
          "unknown_value",
          path(name),
          "this must be one of " + String.join(", ", choices.stream().sorted().toList()));
    }
    return choice;
  }

  public ArrayNode array(String name, int itemsMax) {
    return optionalArray(name, itemsMax).orElseThrow(() -> missing(name));
  }

  public Optional<ArrayNode> optionalArray(String name, int itemsMax) {
    return present(name)
        .map(node -> {
          if (!(node instanceof ArrayNode array)) {
            throw refuse("wrong_type", path(name), "this must be an array");
          }
          if (array.size() > itemsMax) {
            throw refuse(
                "too_many_items",
                path(name),
                "there may be %d items, these are %d".formatted(itemsMax, array.size()));
          }
          return array;
        });
  }

  /**
   * Refuses what is named twice.
   *
   * @param path the path of the item at a place
   */
  public static void refuseRepeated(List<String> items, IntFunction<String> path) {
    var seen = new HashSet<String>();
    for (var i = 0; i < items.size(); i++) {
      if (!seen.add(items.get(i))) {
        throw refuse("repeated", path.apply(i), "this is there already");
      }
    }
  }

  /** Any node, as it is. */
  public JsonNode node(String name) {
    return present(name).orElseThrow(() -> missing(name));
  }

  /** An object of the client's own, bounded in size and depth. */
  public Optional<ObjectNode> optionalDocument(String name) {
    return present(name).map(node -> Documents.of(node, path(name)));
  }

  /** The problem of a field that must be there. */
  public ProblemException missing(String name) {
    return refuse("missing_field", path(name), "this field is required");
  }

  /** A refusal of a field, with its path before the reason so that the sentence stands alone. */
  public static ProblemException refuse(String code, String path, String reason) {
    return new ProblemException(Problem.ofField(code, path, path + ": " + reason));
  }

  private Optional<JsonNode> present(String name) {
    var node = object.get(name);
    return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
  }

  private static BigDecimal number(JsonNode node, String path) {
    if (!node.isNumber()) {
      throw refuse("wrong_type", path, "this must be a number");
    }
    return node.decimalValue();
  }
}
