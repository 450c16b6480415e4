package io.splitplot.analysis.validity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How all goals came out, and what is needed to get the same again.
 *
 * @param work how long it took on the clock
 * @param database version of the server whose functions were judged
 */
public record ValidityResult(
    ValidityRequest request,
    Instant startedAt,
    Duration work,
    String database,
    List<GoalResult> goals) {
  public ValidityResult {
    goals = List.copyOf(goals);
  }

  /** Whether every figure is where it has to be: valid ones within, negative controls outside. */
  public boolean holds() {
    return goals.stream().allMatch(GoalResult::holds);
  }
}
