package io.splitplot.api.web;

import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.webserver.http.Handler;
import io.splitplot.api.access.Caller;
import io.splitplot.api.accesslog.AccessLog;
import io.splitplot.api.accesslog.Entry;
import io.splitplot.api.problem.Printable;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What every request meets, whatever it asks for: an id, headers, a limit of time, a line in the
 * log.
 */
public final class Front {
  private static final int METHOD_CHARS_MAX = 20;

  private final AnswerHeaders headers;
  private final TimeLimit timeLimit;
  private final AccessLog accessLog;
  private final InstantSource clock;

  public Front(
      HttpSettings settings, TimeLimit timeLimit, AccessLog accessLog, InstantSource clock) {
    this.headers = new AnswerHeaders(settings);
    this.timeLimit = timeLimit;
    this.accessLog = accessLog;
    this.clock = clock;
  }

  /**
   * Puts all that around the work on a request.
   *
   * @param route the path with parameters in braces; empty: none of ours
   * @param isLimited whether the limit of time is for it
   */
  Handler around(Optional<String> route, boolean isLimited, Consumer<Exchange> work) {
    return (request, response) -> {
      var started = System.nanoTime();
      var exchange = new Exchange(request, response, RequestId.of(request.headers()));
      headers.addTo(response.headers(), request.headers(), exchange.id());
      try (var _ = timeLimit.begin(isLimited)) {
        work.accept(exchange);
      } finally {
        log(exchange, route, System.nanoTime() - started);
      }
    };
  }

  /** Adds what lets a page in a browser make its request. */
  void addPreflight(Exchange exchange, String methods) {
    headers.addPreflight(exchange.response().headers(), exchange.request().headers(), methods);
  }

  /** The same for what the HTTP server refuses by itself. */
  String refused(TransportRequest request, ServerResponseHeaders answer) {
    var id = RequestId.of(request.headers());
    headers.addTo(answer, request.headers(), id);
    return id;
  }

  /** Writes down what the HTTP server refused; it does not say to whom. */
  void logRefused(TransportRequest request, String id, int status, int bytes) {
    if (accessLog.isOn()) {
      accessLog.write(
          new Entry(
              clock.instant(),
              id,
              method(request.method()),
              Optional.empty(),
              status,
              bytes,
              0,
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
    }
  }

  private void log(Exchange exchange, Optional<String> route, long nanos) {
    if (accessLog.isOn()) {
      var caller = exchange.caller();
      accessLog.write(
          new Entry(
              clock.instant(),
              exchange.id(),
              method(exchange.method()),
              route,
              exchange.status(),
              exchange.bodyBytes(),
              nanos,
              caller.map(Caller::name),
              caller.flatMap(Caller::prefix),
              Optional.of(exchange.remote().getHostAddress())));
    }
  }

  private static String method(String text) {
    return Printable.of(text, METHOD_CHARS_MAX);
  }
}
