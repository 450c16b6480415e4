package io.splitplot.cli.warehouse;

import io.splitplot.etl.feed.FeedProblem;
import io.splitplot.etl.feed.FeedStatus;
import java.util.List;
import java.util.Optional;

/**
 * How the feed is, and what follows.
 *
 * @param status empty when the warehouse could not be asked
 * @param problems the worst first
 */
record Verdict(Optional<FeedStatus> status, List<FeedProblem> problems) {
  static Verdict of(FeedStatus status, String lookAtLog) {
    return new Verdict(Optional.of(status), status.problems(lookAtLog));
  }

  static Verdict unasked(String why, String command) {
    return new Verdict(Optional.empty(), List.of(new FeedProblem(true, why, command)));
  }

  /** As bad as the worst problem. */
  String label() {
    return switch (exitCode()) {
      case 0 -> "healthy";
      case 3 -> "degraded";
      default -> "broken";
    };
  }

  int exitCode() {
    if (problems.isEmpty()) {
      return 0;
    }
    return problems.getFirst().broken() ? 1 : 3;
  }
}
