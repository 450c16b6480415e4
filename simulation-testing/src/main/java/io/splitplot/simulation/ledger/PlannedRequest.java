package io.splitplot.simulation.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A request that a client will send until it has an answer.
 *
 * @param number from 0, in order of time
 * @param at when it is sent first, from the start of the run
 * @param kind what it reports
 * @param facts what it reports; none for an assignment
 * @param subject the body of an assignment; empty for facts
 * @param again how long after its answer it is sent once more; negative: never
 */
record PlannedRequest(
    int number, Duration at, Kind kind, List<PlannedFact> facts, String subject, Duration again) {

  /** The endpoints that store facts. */
  enum Kind {
    EXPOSURES("/v1/exposures"),
    EVENTS("/v1/events"),
    ASSIGNMENT("/v1/assignments");

    private final String path;

    Kind(String path) {
      this.path = path;
    }

    String path() {
      return path;
    }

    /** The member of the body that lists the facts. */
    private String list() {
      return path.substring("/v1/".length());
    }
  }

  /** The body, the same in every attempt. */
  String body(Instant start) {
    return kind == Kind.ASSIGNMENT
        ? subject
        : body(",\"occurred_at\":\"%s\"}".formatted(start.plus(at)));
  }

  /** The request as a line of the stored plan. */
  String line() {
    var body = kind == Kind.ASSIGNMENT ? subject : body("}");
    return "{\"request\":%d,\"at_ms\":%d,\"again_ms\":%d,\"path\":\"%s\",\"body\":%s}\n"
        .formatted(number, at.toMillis(), again.toMillis(), kind.path(), body);
  }

  private String body(String end) {
    var body =
        new StringBuilder(64 + facts.size() * 256).append("{\"").append(kind.list()).append("\":[");
    for (var i = 0; i < facts.size(); i++) {
      body.append(i == 0 ? "" : ",").append(facts.get(i).json()).append(end);
    }
    return body.append("]}").toString();
  }

  /** The session of an assignment, which no other request has. */
  static String sessionOfAssignment(int number) {
    return "ledger-ask-" + number;
  }
}
