package io.splitplot.api.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.splitplot.api.access.Endpoint;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** How long calls take, by endpoint and status. */
public final class RequestTimes {
  private static final Duration[] BUCKETS =
      Stream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry meters;
  private final Map<Answered, Timer> timers = new ConcurrentHashMap<>();

  private record Answered(Endpoint endpoint, int status) {}

  public RequestTimes(MeterRegistry meters) {
    this.meters = meters;
  }

  void record(Endpoint endpoint, int status, long nanos) {
    timers
        .computeIfAbsent(new Answered(endpoint, status), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Answered answered) {
    return Timer.builder("splitplot.http.request")
        .description("Time from the request's headers to its answer")
        .tag("method", answered.endpoint.method())
        .tag("route", answered.endpoint.path())
        .tag("status", Integer.toString(answered.status))
        .serviceLevelObjectives(BUCKETS)
        .register(meters);
  }
}
