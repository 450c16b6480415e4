package io.splitplot.api.ofrep;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Json;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.web.ProblemAnswer;
import io.splitplot.api.web.ProblemFormat;
import java.util.Optional;

/** Problems in the words of OFREP. */
final class OfrepProblems {
  /** Code of the problem that the context names no unit. */
  static final String TARGETING_KEY_MISSING = "targeting_key_missing";

  private static final String JSON = "application/json";

  private OfrepProblems() {}

  static ProblemException unknownFlag(String name) {
    return new ProblemException(
        Problem.of(404, "unknown_parameter", "there is no parameter %s".formatted(name))
            .withHint("name it in the parameters of a layer"));
  }

  /**
   * The answer for a problem, see {@link ProblemFormat#answer}.
   *
   * <p>The protocol knows one status for all that can be wrong with a request, 400; has no body for
   * a caller who may not call, or too often, so that our own is kept; and has one body without a
   * code for what is wrong with the server. It does not know 503, which tells others on the way to
   * try again.
   */
  static ProblemAnswer answer(Problem problem, Optional<String> key) {
    return switch (problem.status()) {
      case 401, 403, 429 -> ProblemFormat.PROBLEM_JSON.answer(problem, key);
      case 404 -> failure(404, ErrorCode.FLAG_NOT_FOUND, problem, key);
      case 422 -> failure(400, contextCode(problem), problem, key);
      case 500, 503 ->
          new ProblemAnswer(
              problem.status(), JSON, Json.object().put("errorDetails", details(problem)));
      default -> failure(400, ErrorCode.PARSE_ERROR, problem, key);
    };
  }

  /** Says why one flag has no value. */
  static ObjectNode failure(Optional<String> key, ErrorCode code, String details) {
    var failure = Json.object();
    key.ifPresent(it -> failure.put("key", it));
    return failure.put("errorCode", code.name()).put("errorDetails", details);
  }

  private static ProblemAnswer failure(
      int status, ErrorCode code, Problem problem, Optional<String> key) {
    return new ProblemAnswer(status, JSON, failure(key, code, details(problem)));
  }

  private static ErrorCode contextCode(Problem problem) {
    return problem.code().equals(TARGETING_KEY_MISSING)
        ? ErrorCode.TARGETING_KEY_MISSING
        : ErrorCode.INVALID_CONTEXT;
  }

  /** All that people are told, in one text. */
  private static String details(Problem problem) {
    var details = new StringBuilder(problem.detail());
    if (problem.hint() != null) {
      details.append(": ").append(problem.hint());
    }
    if (problem.more().get("request_id") instanceof String id) {
      details.append(' ').append(id);
    }
    return details.toString();
  }
}
