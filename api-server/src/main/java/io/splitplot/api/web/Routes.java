package io.splitplot.api.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.splitplot.api.access.AccessControl;
import io.splitplot.api.access.Endpoint;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds each endpoint to what answers it, and puts access, problems and times around it. */
public final class Routes {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

  private final AccessControl access;
  private final Front front;
  private final RequestTimes times;
  private final RequestBody body;
  private final Map<Endpoint, Bound> bound = new EnumMap<>(Endpoint.class);

  private record Bound(CallHandler handler, ProblemFormat format) {}

  public Routes(AccessControl access, Front front, RequestTimes times, int bodyBytesMax) {
    this.access = access;
    this.front = front;
    this.times = times;
    this.body = new RequestBody(bodyBytesMax);
  }

  /** Says what answers an endpoint. */
  public Routes on(Endpoint endpoint, CallHandler handler) {
    return on(endpoint, handler, ProblemFormat.PROBLEM_JSON);
  }

  /** Says what answers an endpoint of a protocol that is not ours, and how problems look there. */
  public Routes on(Endpoint endpoint, CallHandler handler, ProblemFormat format) {
    bound.put(endpoint, new Bound(handler, format));
    return this;
  }

  /** The routing of all endpoints; every one must have been bound. */
  public HttpRouting.Builder routing() {
    var routing = HttpRouting.builder();
    for (var endpoint : Endpoint.values()) {
      var binding = bound.get(endpoint);
      if (binding == null) {
        throw new IllegalStateException("nothing answers " + endpoint);
      }
      var handler =
          front.around(
              Optional.of(endpoint.path()),
              !endpoint.mayTakeLong(),
              exchange -> handle(endpoint, binding, exchange));
      for (var method : methods(endpoint).toList()) {
        routing.route(Method.create(method), endpoint.route(), handler);
      }
    }
    methodsByRoute()
        .forEach((route, methods) -> {
          var path = Optional.of(route.replace("{+", "{"));
          routing.route(
              Method.OPTIONS, route, front.around(path, true, it -> answerOptions(it, methods)));
          routing.any(route, front.around(path, true, it -> refuseMethod(it, methods)));
        });
    return routing.any(front.around(Optional.empty(), true, it -> it.send(unknownPath())));
  }

  private void handle(Endpoint endpoint, Bound binding, Exchange exchange) {
    var started = System.nanoTime();
    var request = exchange.request();
    try (var memory = body.share()) {
      var authorization = request.headers().first(HeaderNames.AUTHORIZATION);
      var caller = access.admit(endpoint, authorization, exchange.remote(), exchange::calledBy);
      binding.handler().handle(new Call(exchange, caller, body, memory));
    } catch (RuntimeException e) {
      var problem = problem(endpoint, exchange, e);
      var key = request.path().pathParameters().first("key").asOptional();
      exchange.send(problem, binding.format().answer(problem, key));
    } finally {
      times.record(endpoint, exchange.status(), System.nanoTime() - started);
    }
  }

  private static Problem problem(Endpoint endpoint, Exchange exchange, RuntimeException e) {
    return switch (e) {
      case ProblemException refusal -> refusal.problem();
      case HttpException broken ->
          Problem.of(broken.status().code(), "bad_request", String.valueOf(broken.getMessage()));
      default -> unexpected(endpoint, exchange, e);
    };
  }

  private static Problem unexpected(Endpoint endpoint, Exchange exchange, RuntimeException e) {
    LOG.error("{} failed, request id {}", endpoint, exchange.id(), e);
    return Problem.of(500, "internal_error", "something is wrong in the server")
        .withHint("tell the operators the request id")
        .with(Map.of("request_id", exchange.id()));
  }

  private static Problem unknownPath() {
    return Problem.of(404, "unknown_path", "there is nothing here")
        .withHint("/openapi.yaml has all paths");
  }

  private void answerOptions(Exchange exchange, String methods) {
    exchange.response().header(HeaderNames.ALLOW, methods);
    front.addPreflight(exchange, methods);
    exchange.sendNothing(Status.NO_CONTENT_204);
  }

  private static void refuseMethod(Exchange exchange, String methods) {
    exchange.response().header(HeaderNames.ALLOW, methods);
    exchange.send(
        Problem.of(405, "method_not_allowed", "here one cannot " + exchange.method())
            .withHint("one can " + methods));
  }

  private static Map<String, String> methodsByRoute() {
    return Arrays.stream(Endpoint.values())
        .collect(
            Collectors.groupingBy(
                Endpoint::route,
                Collectors.flatMapping(
                    Routes::methods, Collectors.joining(", ", "", ", OPTIONS"))));
  }

  /** Whatever can be read can be asked for without its body. */
  private static Stream<String> methods(Endpoint endpoint) {
    return endpoint.method().equals("GET")
        ? Stream.of("GET", "HEAD")
        : Stream.of(endpoint.method());
  }
}
