package io.splitplot.api.experiment;

import io.splitplot.api.json.Fields;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.web.Call;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What every change of an experiment comes with.
 *
 * @param version the version that was read; null: whatever it is by now
 * @param reason why, for the audit log; null: not said
 */
record Guard(@Nullable Integer version, @Nullable String reason) {
  /** The field of a body that has the reason. */
  static final String REASON = "reason";

  private static final int REASON_BYTES_MAX = 4000;
  private static final Pattern ETAG = Pattern.compile("\"([1-9][0-9]{0,8})\"");

  static Guard of(Call call, Fields fields) {
    return new Guard(
        call.header("If-Match").flatMap(Guard::version).orElse(null),
        fields.optionalText(REASON, REASON_BYTES_MAX).orElse(null));
  }

  /** The version that a change expects; any when the header is a star. */
  private static Optional<Integer> version(String ifMatch) {
    var etag = ETAG.matcher(ifMatch.strip());
    if (etag.matches()) {
      return Optional.of(Integer.valueOf(etag.group(1)));
    } else if (ifMatch.strip().equals("*")) {
      return Optional.empty();
    }
    throw new ProblemException(
        new Problem(
            412,
            "experiment_changed",
            "If-Match: no version of an experiment has this ETag",
            "If-Match",
            "send the ETag that GET gave",
            Map.of()));
  }
}
