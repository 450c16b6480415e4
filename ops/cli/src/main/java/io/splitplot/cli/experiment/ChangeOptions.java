package io.splitplot.cli.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.cli.CliException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be changed of a running experiment without a file. */
final class ChangeOptions {
  @Option(names = "--traffic", description = "Share of the layer, from 0 to 1.")
  private @Nullable BigDecimal traffic;

  @Option(names = "--targeting", description = "A condition as JSON; null is everybody.")
  private @Nullable String targeting;

  @Option(
      names = "--weight",
      paramLabel = "VARIANT=SHARE",
      description = "Weight of a variant; those that are not named get 0.")
  private final Map<String, BigDecimal> weights = new LinkedHashMap<>();

  @Option(
      names = "--salt",
      description = "new or keep: what to do about units that other weights would move.")
  private @Nullable String salt;

  /** The change with what the options say. */
  ObjectNode in(ObjectNode change) {
    if (traffic != null) {
      change.put("traffic", traffic);
    }
    if (targeting != null) {
      change.set("targeting", condition(targeting));
    }
    if (!weights.isEmpty()) {
      var variants = change.putArray("variants");
      weights.forEach((key, weight) -> variants.addObject().put("key", key).put("weight", weight));
    }
    if (salt != null) {
      change.put("salt", salt);
    }
    return change;
  }

  private static JsonNode condition(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw CliException.usage(
          "SP-EXPERIMENT-001: --targeting is no JSON: " + e.getOriginalMessage());
    }
  }
}
