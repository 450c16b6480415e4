package io.splitplot.cli.warehouse;

import io.splitplot.etl.assembly.LineState;
import io.splitplot.etl.feed.FeedProblem;
import io.splitplot.etl.feed.FeedStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the feed and the lines are, and what follows.
 *
 * @param status empty when the warehouse could not be asked
 * @param lines how the assembly lines are
 * @param problems the worst first
 */
record Verdict(Optional<FeedStatus> status, List<LineState> lines, List<FeedProblem> problems) {
  /** What is wrong with the feed is in every report, so it comes before what waits of lines. */
  static Verdict of(FeedStatus status, List<LineState> lines, String lookAtLog) {
    var problems = new ArrayList<>(status.problems(lookAtLog));
    lines.forEach(line -> problems.addAll(line.problems()));
    return new Verdict(Optional.of(status), lines, problems);
  }

  static Verdict unasked(String why, String command) {
    return new Verdict(Optional.empty(), List.of(), List.of(new FeedProblem(true, why, command)));
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
