package io.splitplot.api.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.splitplot.api.access.AccessControl;
import io.splitplot.api.access.Caller;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;

/** One request and its answer. */
final class Exchange {
  private static final int UNAUTHORIZED = 401;
  private static final int UNAVAILABLE = 503;
  private static final String HTML = "text/html";
  private static final Set<String> ENDING_CONNECTION =
      Set.of(RequestBody.BROKEN, RequestBody.TOO_LARGE);

  private final ServerRequest request;
  private final ServerResponse response;
  private final String id;
  private Optional<Caller> caller = Optional.empty();
  private long bodyBytes;

  Exchange(ServerRequest request, ServerResponse response, String id) {
    this.request = request;
    this.response = response;
    this.id = id;
  }

  ServerRequest request() {
    return request;
  }

  ServerResponse response() {
    return response;
  }

  String id() {
    return id;
  }

  /** Who calls; empty: nobody who is known. */
  Optional<Caller> caller() {
    return caller;
  }

  void calledBy(Caller known) {
    caller = Optional.of(known);
  }

  String method() {
    return request.prologue().method().text();
  }

  /** The address of the client, or of the proxy before it. */
  InetAddress remote() {
    return ((InetSocketAddress) request.remotePeer().address()).getAddress();
  }

  int status() {
    return response.status().code();
  }

  long bodyBytes() {
    return bodyBytes;
  }

  /** Sends an answer; to HEAD without the body that GET would get. */
  void send(int status, String mediaType, byte[] content) {
    response.status(Status.create(status)).header(HeaderNames.CONTENT_TYPE, mediaType);
    if (mediaType.startsWith(HTML)) {
      AnswerHeaders.allowStyle(response.headers());
    }
    if (request.prologue().method().equals(Method.HEAD)) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(content.length)).send();
    } else {
      bodyBytes = content.length;
      response.send(content);
    }
  }

  /** Sends an answer that has no body by its status. */
  void sendNothing(Status status) {
    response.status(status).send();
  }

  /** Sends a problem, in the form that its endpoint gave it. */
  void send(Problem problem, ProblemAnswer answer) {
    if (problem.status() == UNAUTHORIZED) {
      response.header(HeaderNames.WWW_AUTHENTICATE, AccessControl.CHALLENGE);
    }
    // Who expects to be told to go on may have sent the body by now, which nobody has read.
    if (ENDING_CONNECTION.contains(problem.code())
        || request.headers().contains(HeaderNames.EXPECT)) {
      response.header(HeaderNames.CONNECTION, "close");
    }
    if (problem.more().get(Problem.RETRY_AFTER) instanceof Number seconds) {
      response.header(HeaderNames.RETRY_AFTER, seconds.toString());
    } else if (problem.status() == UNAVAILABLE) {
      response.header(HeaderNames.RETRY_AFTER, "1");
    }
    send(answer.status(), answer.mediaType(), Json.writeBytes(answer.document()));
  }

  /** Sends a problem as RFC 9457 has it. */
  void send(Problem problem) {
    send(problem, ProblemFormat.PROBLEM_JSON.answer(problem, Optional.empty()));
  }
}
