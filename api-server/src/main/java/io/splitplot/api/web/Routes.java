package io.splitplot.api.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.splitplot.api.access.AccessControl;
import io.splitplot.api.access.Endpoint;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds each endpoint to what answers it, and puts access, problems and times around it. */
public final class Routes {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final int UNAUTHORIZED = 401;
  private static final Set<String> ENDING_CONNECTION =
      Set.of(RequestBody.BROKEN, RequestBody.TOO_LARGE);

  private final AccessControl access;
  private final RequestTimes times;
  private final RequestBody body;
  private final Map<Endpoint, Bound> bound = new EnumMap<>(Endpoint.class);

  private record Bound(CallHandler handler, ProblemFormat format) {}

  public Routes(AccessControl access, RequestTimes times, int bodyBytesMax) {
    this.access = access;
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
      routing.route(
          Method.create(endpoint.method()),
          endpoint.route(),
          (request, response) -> handle(endpoint, binding, request, response));
    }
    methodsByRoute().forEach((route, methods) -> routing.any(route, refuseMethod(methods)));
    return routing.any((request, response) -> refuse(request, response, unknownPath()));
  }

  private void handle(
      Endpoint endpoint, Bound binding, ServerRequest request, ServerResponse response) {
    var started = System.nanoTime();
    try {
      var authorization = request.headers().first(HeaderNames.AUTHORIZATION);
      var caller = access.admit(endpoint, authorization);
      binding.handler().handle(new Call(request, response, caller, body));
    } catch (RuntimeException e) {
      var problem = problem(endpoint, e);
      var key = request.path().pathParameters().first("key").asOptional();
      send(response, problem, binding.format().answer(problem, key));
    } finally {
      times.record(endpoint, response.status().code(), System.nanoTime() - started);
    }
  }

  private static Problem problem(Endpoint endpoint, RuntimeException e) {
    return switch (e) {
      case ProblemException refusal -> refusal.problem();
      case HttpException broken ->
          Problem.of(broken.status().code(), "bad_request", String.valueOf(broken.getMessage()));
      default -> unexpected(endpoint, e);
    };
  }

  private static Problem unexpected(Endpoint endpoint, RuntimeException e) {
    var id = UUID.randomUUID();
    LOG.error("{} failed, id {}", endpoint, id, e);
    return Problem.of(500, "internal_error", "something is wrong in the server")
        .withHint("tell the operators the id")
        .with(Map.of("id", id.toString()));
  }

  private static Problem unknownPath() {
    return Problem.of(404, "unknown_path", "there is nothing here")
        .withHint("/openapi.yaml has all paths");
  }

  private static Handler refuseMethod(String methods) {
    return (request, response) -> {
      response.header(HeaderNames.ALLOW, methods);
      var method = request.prologue().method().text();
      refuse(
          request,
          response,
          Problem.of(405, "method_not_allowed", "here one cannot " + method)
              .withHint("one can " + methods));
    };
  }

  private static Map<String, String> methodsByRoute() {
    return Arrays.stream(Endpoint.values())
        .collect(
            Collectors.groupingBy(
                Endpoint::route, Collectors.mapping(Endpoint::method, Collectors.joining(", "))));
  }

  /**
   * Refuses what no endpoint is for. After HEAD a client waits for no body, whatever it is told.
   */
  private static void refuse(ServerRequest request, ServerResponse response, Problem problem) {
    if (request.prologue().method().equals(Method.HEAD)) {
      response.status(Status.create(problem.status())).send();
    } else {
      send(response, problem, ProblemFormat.PROBLEM_JSON.answer(problem, Optional.empty()));
    }
  }

  private static void send(ServerResponse response, Problem problem, ProblemAnswer answer) {
    if (problem.status() == UNAUTHORIZED) {
      response.header(HeaderNames.WWW_AUTHENTICATE, AccessControl.CHALLENGE);
    } else if (problem.status() == SERVICE_UNAVAILABLE) {
      response.header(HeaderNames.RETRY_AFTER, "1");
    } else if (ENDING_CONNECTION.contains(problem.code())) {
      response.header(HeaderNames.CONNECTION, "close");
    }
    response
        .status(Status.create(answer.status()))
        .header(HeaderNames.CONTENT_TYPE, answer.mediaType())
        .header(HeaderNames.CACHE_CONTROL, "no-store")
        .send(Json.writeBytes(answer.document()));
  }
}
