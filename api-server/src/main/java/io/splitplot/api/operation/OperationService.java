package io.splitplot.api.operation;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.splitplot.api.access.Endpoint;
import io.splitplot.api.json.Json;
import io.splitplot.api.operation.Readiness.Status;
import io.splitplot.api.web.Call;
import io.splitplot.api.web.Routes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** {@code /health/…}, {@code /metrics} and {@code /openapi.yaml}. */
public final class OperationService {
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4";

  private final Readiness readiness;
  private final PrometheusMeterRegistry meters;
  private final String description;

  public OperationService(Readiness readiness, PrometheusMeterRegistry meters) {
    this.readiness = readiness;
    this.meters = meters;
    this.description = resource("/io/splitplot/api/openapi.yaml");
  }

  public void register(Routes routes) {
    routes
        .on(Endpoint.LIVE, call -> call.answer(Map.of("status", "up")))
        .on(Endpoint.READY, this::ready)
        .on(Endpoint.METRICS, call -> call.answerText(200, PROMETHEUS_TEXT, meters.scrape()))
        .on(Endpoint.OPENAPI, call -> call.answerText(200, "application/yaml", description));
  }

  private void ready(Call call) {
    var state = readiness.look();
    var answer = Json.object().put("status", state.status().label());
    var checks = answer.putArray("checks");
    for (var check : state.checks()) {
      checks
          .addObject()
          .put("check", check.name())
          .put("status", check.status().label())
          .put("detail", check.detail());
    }
    call.answer(state.status() == Status.DOWN ? 503 : 200, answer);
  }

  private static String resource(String name) {
    try (var stream = OperationService.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
