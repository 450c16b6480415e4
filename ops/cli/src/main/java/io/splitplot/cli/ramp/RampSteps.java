package io.splitplot.cli.ramp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.cli.CliException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The steps of a ramp on the command line: their shares and hold times, and what holds for all. */
public final class RampSteps {
  private static final Pattern STEP =
      Pattern.compile("([0-9]*\\.?[0-9]+)(?:@([0-9]{1,6})([smhdw]))?");
  private static final Pattern GUARDRAIL = Pattern.compile("([^=]+)(?:=(0?\\.[0-9]+))?");

  @Option(
      names = "--steps",
      paramLabel = "SHARE@HOLD,...",
      split = ",",
      description =
          "The shares, and how long each is held: 0.01@1h,0.1@1d,1 (s, m, h, d or w); only the last"
              + " may have no hold time.")
  private @Nullable List<String> steps;

  @Option(
      names = "--minimum-units",
      description = "So many units each variant must have before a step is left.")
  private @Nullable Long minimumUnits;

  @Option(
      names = "--sample-ratio",
      description = "Fail below this p-value of the shares of the variants (0.001; 0: never).")
  private @Nullable BigDecimal sampleRatio;

  @Option(
      names = "--guardrail",
      paramLabel = "METRIC[=ALPHA]",
      description = "What must not be harmed (default: the guardrails of the experiment).")
  private final List<String> guardrails = new ArrayList<>();

  @Option(
      names = "--on-failure",
      paramLabel = "hold|roll_back|pause",
      description = "What to do when a step fails (hold).")
  private @Nullable String onFailure;

  /** Whether steps were given at all. */
  public boolean isGiven() {
    return steps != null;
  }

  /** The body with the steps as the API takes them. */
  public ObjectNode in(ObjectNode body) {
    body.set("steps", steps());
    return body;
  }

  private ArrayNode steps() {
    var array = JsonNodeFactory.instance.arrayNode();
    for (var text : steps == null ? List.<String>of() : steps) {
      var step = STEP.matcher(text.strip());
      if (!step.matches()) {
        throw CliException.usage(
            "SP-RAMP-001: a step is SHARE@HOLD, as 0.1@1d, and not '%s'".formatted(text));
      }
      var object = array.addObject().put("traffic", new BigDecimal(step.group(1)));
      if (step.group(2) != null) {
        object.put("hold", duration(step.group(2), step.group(3)));
      }
      complete(object);
    }
    return array;
  }

  private void complete(ObjectNode step) {
    if (minimumUnits != null) {
      step.put("minimum_units", minimumUnits);
    }
    if (sampleRatio != null) {
      step.put("sample_ratio", sampleRatio);
    }
    if (onFailure != null) {
      step.put("on_failure", onFailure);
    }
    if (!guardrails.isEmpty()) {
      var array = step.putArray("guardrails");
      guardrails.forEach(text -> guardrail(array.addObject(), text));
    }
  }

  private static void guardrail(ObjectNode guardrail, String text) {
    var parts = GUARDRAIL.matcher(text);
    if (!parts.matches()) {
      throw CliException.usage(
          "SP-RAMP-002: a guardrail is METRIC or METRIC=ALPHA, as latency=0.01, and not '%s'"
              .formatted(text));
    }
    guardrail.put("metric", parts.group(1));
    if (parts.group(2) != null) {
      guardrail.put("alpha", new BigDecimal(parts.group(2)));
    }
  }

  private static String duration(String count, String unit) {
    var isDate = unit.equals("d") || unit.equals("w");
    return (isDate ? "P" : "PT") + count + unit.toUpperCase(Locale.ROOT);
  }
}
