package io.splitplot.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Ways to make a JSON document wrong: in shape, in the types of its values, and in its letters. */
final class JsonMutations {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Stands for text that no document could hold; it is put in when the document is written. */
  private static final String PLACE = "@@place@@";

  private static final String ID = "6f1c9e52-8a0b-4c57-9d1e-0123456789ab";
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-0",
          "-0.0",
          "-1",
          "1",
          "1.5",
          "2",
          "1000000",
          "0.0000001",
          "1.0000001",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "-1e15",
          "1e15",
          "1e-400",
          "1e400",
          "1e999999999",
          "-1e-999999999",
          "1e99999999999",
          "0e999999999",
          "9".repeat(400),
          "9".repeat(1_001),
          "0." + "1".repeat(900),
          "NaN",
          "Infinity",
          "-Infinity",
          "0x10",
          "01",
          ".5",
          "5.",
          "+1",
          "-",
          "--1",
          "1e",
          "1_000",
          "\uff11",
          "tru",
          "nul",
          "undefined",
          "'single'",
          "\"",
          "\"\\",
          "\"\\x00\"",
          "\"\\u00\"",
          "\"\u0001\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\u0000\"",
          "\"a\\u0000b\"",
          "\"\\ufffe\"",
          "\"\\u202e\"",
          "\"\ud83d\ude00\"",
          "\"\"",
          "\" \"",
          "\"\\n\"",
          "\"" + "a".repeat(129) + "\"",
          "\"" + "a".repeat(257) + "\"",
          "\"" + "\u20ac".repeat(86) + "\"",
          "\"" + "a".repeat(5_000) + "\"",
          "\"" + "a".repeat(70_000) + "\"",
          "\"__proto__\"",
          "{}",
          "[]",
          "[null]",
          "[[]]",
          "{\"\":1}",
          "{\"a\":1,\"a\":2}",
          "{\"\\ud800\":1}",
          "{\"\\u0000\":1}",
          "{\"a\":{\"b\":[1,{\"c\":null}]}}",
          "[1,]",
          "[,]",
          "{,}",
          "{\"a\"}",
          "{a:1}",
          "{\"a\":1,}",
          "/**/1",
          "1//x\n",
          "#1",
          "[" + "0,".repeat(2_000) + "0]",
          "[".repeat(100_000),
          "[".repeat(100_000) + "]".repeat(100_000),
          "{\"a\":".repeat(60) + "1" + "}".repeat(60),
          "{\"a\":".repeat(15) + "1" + "}".repeat(15),
          "\"2026-02-30T00:00:00Z\"",
          "\"2016-12-31T23:59:60Z\"",
          "\"0000-01-01T00:00:00Z\"",
          "\"2026-01-01T00:00:00.1234567891Z\"",
          "\"2026-01-01T00:00:00+18:01\"",
          "\"infinity\"",
          "\"2199-12-31T23:59:59Z\"",
          "\"2000-01-01T00:00:00Z\"",
          "\"epoch\"",
          "\"24:00\"",
          "\"9999-12-31T23:59:59Z\"",
          "\"\uff12026-01-01T00:00:00Z\"",
          "\"P99999999999D\"",
          "\"P1Y\"",
          "\"PT-1S\"",
          "\"PT0S\"",
          "\"PT1e9S\"",
          "\"PT0.0000001S\"",
          "\"P\"",
          "\"P106751991167300D\"",
          "\"" + ID + "\"",
          "\"" + ID.replace("-", "") + "\"",
          "\"1-2-3-4-5\"",
          "\"00000000-0000-0000-0000-000000000000\"",
          "\"root\"",
          "\"steady\"",
          "\"control\"",
          "\"green\"",
          "\"user\"",
          "\"session\"",
          "\"$all\"",
          "\"EUR\"",
          "\"\u20ac\"",
          "\"'; drop table splitplot.event; --\"",
          "\"%s%n%1$x\"",
          "\"${jndi:ldap://x}\"",
          "{\"$and\":[]}",
          "{\"$and\":1}",
          "{\"$or\":[{},{}]}",
          "{\"$not\":{\"$not\":{}}}",
          "{\"a\":{\"$regex\":\"(a+)+$\"}}",
          "{\"a\":{\"$regex\":\"[\"}}",
          "{\"a\":{\"$in\":[]}}",
          "{\"a\":{\"$regex\":\"(((a{1,999}){1,999}){1,999}){1,999}\"}}",
          "{\"a\":{\"$x\":1}}",
          "{\"a\":{\"$gt\":1e400}}",
          "{\"a\":{\"$vgt\":\"1.2.3\"}}",
          "{\"$segment\":\"nowhere\"}",
          "{\"a\":{\"$in\":[" + "1,".repeat(3_000) + "1]}}",
          "{\"user\":\"u1\",\"user\":\"u2\"}",
          "{\"user\":\"\"}",
          "{\"nobody\":\"u1\"}",
          "{\"user\":1}",
          "{\"user\":null}");

  private final SplittableRandom random;
  private String what = "";

  JsonMutations(SplittableRandom random) {
    this.random = random;
  }

  /** What was done. */
  String what() {
    return what;
  }

  /** The document with one thing wrong; as it is, when it is no JSON any more. */
  String apply(String document) {
    try {
      var root = JSON.readTree(document);
      var containers = new ArrayList<ContainerNode<?>>();
      collect(root, containers);
      if (containers.isEmpty()) {
        return one(VALUES);
      }
      return change(root, containers.get(random.nextInt(containers.size())));
    } catch (JsonProcessingException e) {
      what = "none";
      return document;
    }
  }

  private static void collect(JsonNode node, List<ContainerNode<?>> containers) {
    if (node instanceof ContainerNode<?> container) {
      containers.add(container);
      container.forEach(child -> collect(child, containers));
    }
  }

  private String change(JsonNode root, ContainerNode<?> container) {
    return switch (container) {
      case ObjectNode object -> changeObject(root, object);
      case ArrayNode array -> changeArray(root, array);
      default -> root.toString();
    };
  }

  private String changeObject(JsonNode root, ObjectNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    var name = names.isEmpty() ? "a" : names.get(random.nextInt(names.size()));
    var other = names.isEmpty() ? "a" : names.get(random.nextInt(names.size()));
    switch (random.nextInt(10)) {
      case 0 -> {
        what = "without " + name;
        object.remove(name);
      }
      case 1 -> {
        what = "unknown field";
        object.put(name + "_", 1);
      }
      case 2 -> {
        what = "twice " + name;
        object.put(PLACE, 1);
        return root.toString()
            .replace("\"" + PLACE + "\":1", JSON.valueToTree(name) + ":" + one(VALUES));
      }
      case 3 -> {
        what = "values of %s and %s swapped".formatted(name, other);
        var value = object.get(name);
        object.set(name, object.get(other));
        object.set(other, value);
      }
      case 4 -> {
        what = name + " renamed";
        var value = object.remove(name);
        object.set(PLACE, value);
        return root.toString().replace("\"" + PLACE + "\"", one(VALUES));
      }
      default -> {
        what = "value of " + name;
        object.set(name, TextNode.valueOf(PLACE));
        return written(root);
      }
    }
    return root.toString();
  }

  private String changeArray(JsonNode root, ArrayNode array) {
    if (array.isEmpty()) {
      array.add(PLACE);
      what = "item";
      return written(root);
    }
    var index = random.nextInt(array.size());
    var item = array.get(index);
    switch (random.nextInt(5)) {
      case 0 -> array.remove(index);
      case 1 -> array.add(item);
      case 2 -> {
        for (var i = random.nextInt(20) == 0 ? 1_001 : 3; i > 0; i--) {
          array.add(item);
        }
      }
      case 3 -> array.set(index, JSON.createArrayNode().add(item));
      default -> {
        array.set(index, TextNode.valueOf(PLACE));
        what = "item";
        return written(root);
      }
    }
    what = "items";
    return root.toString();
  }

  private String written(JsonNode root) {
    var value = random.nextInt(2_000) == 0 ? "9".repeat(1_000_000) : one(VALUES);
    what += " = " + value.substring(0, Math.min(40, value.length()));
    return root.toString().replace("\"" + PLACE + "\"", value);
  }

  private String one(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
