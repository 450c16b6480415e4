package io.splitplot.api.web;

import io.helidon.http.Status;
import io.splitplot.api.problem.Problem;
import java.util.Optional;

/** How an endpoint says what failed. */
@FunctionalInterface
public interface ProblemFormat {
  /** As RFC 9457 has it: that of all endpoints but those of a protocol with errors of its own. */
  ProblemFormat PROBLEM_JSON =
      (problem, _) ->
          new ProblemAnswer(
              problem.status(),
              Problem.MEDIA_TYPE,
              problem.members(Status.create(problem.status()).reasonPhrase()));

  /**
   * The answer for a problem. What the HTTP server needs for it (as {@code WWW-Authenticate}) is
   * added by the routes.
   *
   * @param key the key in the path; empty: the path has none
   */
  ProblemAnswer answer(Problem problem, Optional<String> key);
}
