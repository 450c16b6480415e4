package io.splitplot.api.experiment;

import io.splitplot.api.json.Json;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.web.Call;

/** An experiment as it is answered. */
record Stored(int version, String document) {
  /** Code of the problem that there is no such experiment. */
  static final String UNKNOWN = "unknown_experiment";

  static Stored find(ExperimentMapper mapper, String key) {
    return mapper
        .find(key)
        .orElseThrow(() ->
            new ProblemException(
                Problem.of(404, UNKNOWN, "there is no experiment " + key)
                    .withHint("GET /v1/experiments lists them")));
  }

  void answer(Call call, int status) {
    call.with("ETag", "\"%d\"".formatted(version)).answer(status, Json.parse(document));
  }
}
