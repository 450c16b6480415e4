package io.splitplot.api.web;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.Problem;

/** What the HTTP server answers by itself, before any route: broken requests, too many at once. */
public final class TransportProblems implements DirectHandler {
  private static final int TOO_LARGE = 413;
  private static final int INTERNAL_ERROR = 500;
  private static final int OVERLOADED = 503;

  private final Front front;

  private TransportProblems(Front front) {
    this.front = front;
  }

  /** These answers for everything that the server answers by itself. */
  public static DirectHandlers forAll(Front front) {
    var handlers = DirectHandlers.builder();
    for (var type : EventType.values()) {
      handlers.addHandler(type, new TransportProblems(front));
    }
    return handlers.build();
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType type,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    var id = front.refused(request, headers);
    var known = isUnreadable(request, type) ? Status.BAD_REQUEST_400 : status;
    var problem = problem(known.code());
    if (status.code() == OVERLOADED) {
      headers.set(HeaderNames.RETRY_AFTER, "1");
    }
    var content = Json.writeBytes(problem.members(known.reasonPhrase()));
    front.logRefused(request, id, known.code(), content.length);
    return TransportResponse.builder()
        .status(known)
        .headers(headers)
        .header(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .entity(content)
        .build();
  }

  /**
   * Whether the server stumbled before there was a request: over letters that no method or header
   * may have, for example, which it takes for a failure of its own.
   */
  private static boolean isUnreadable(TransportRequest request, EventType type) {
    return type == EventType.INTERNAL_ERROR && request.equals(TransportRequest.empty());
  }

  private static Problem problem(int status) {
    return switch (status) {
      case TOO_LARGE -> Problem.of(status, RequestBody.TOO_LARGE, "the request is too large");
      case OVERLOADED -> Problem.of(status, "overloaded", "too many requests at a time");
      case INTERNAL_ERROR -> Problem.of(status, "internal_error", "this cannot be answered");
      default -> Problem.of(status, "bad_request", "this is not a request of HTTP/1.1");
    };
  }
}
