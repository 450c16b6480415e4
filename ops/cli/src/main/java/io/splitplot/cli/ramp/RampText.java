package io.splitplot.cli.ramp;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.report.Instants;
import io.splitplot.api.report.Printable;
import java.util.stream.Collectors;

/** A ramp as text: where it is, what it waits for, what was done and why. */
public final class RampText {
  private final StringBuilder text = new StringBuilder();

  private RampText() {}

  /** The document of {@code GET /v1/experiments/{key}/ramp}, for a terminal. */
  public static String render(JsonNode document) {
    var ramp = Printable.document(document);
    var writer = new RampText();
    var steps = ramp.path("steps");
    writer.line(
        "%s: the ramp is %s, at step %d of %d"
            .formatted(
                ramp.path("experiment").asText(),
                ramp.path("state").asText().replace('_', ' '),
                ramp.path("step").asInt(),
                steps.size()));
    writer.line("");
    writer.steps(steps, ramp.path("step").asInt());
    if (ramp.path("last_look").isObject()) {
      writer.line("");
      writer.line(
          "last look %s: %s"
              .formatted(
                  Instants.words(ramp.path("last_look").path("looked_at").asText()),
                  ramp.path("last_look").path("why").asText()));
    }
    writer.line("");
    ramp.path("events").forEach(writer::event);
    return writer.text.toString();
  }

  private void steps(JsonNode steps, int current) {
    line("  step    traffic  held for       units  on failure  guardrails");
    for (var i = 0; i < steps.size(); i++) {
      var step = steps.get(i);
      line(
          "%s %4d %10s  %-10s %9s  %-10s  %s"
              .formatted(
                  i + 1 == current ? "*" : " ",
                  i + 1,
                  step.path("traffic").asText(),
                  step.path("hold").asText(),
                  step.path("minimum_units").asText(),
                  step.path("on_failure").asText(),
                  guardrails(step)));
    }
  }

  private static String guardrails(JsonNode step) {
    return step.path("guardrails")
        .valueStream()
        .map(it -> it.path("metric").asText() + "=" + it.path("alpha").asText())
        .collect(Collectors.joining(", "));
  }

  private void event(JsonNode event) {
    line(
        "%s  %-9s  step %d, by %s: %s"
            .formatted(
                Instants.words(event.path("occurred_at").asText()),
                event.path("action").asText(),
                event.path("to_step").asInt(),
                event.path("actor").asText(),
                event.path("reason").asText()));
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }
}
