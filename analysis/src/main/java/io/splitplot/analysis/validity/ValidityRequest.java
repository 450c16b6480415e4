package io.splitplot.analysis.validity;

import java.util.Set;

/**
 * What shall be simulated.
 *
 * @param runs of each goal
 * @param seed of all random numbers; the same seed gives the same figures
 * @param goals their numbers, such as G1; none means all
 */
public record ValidityRequest(int runs, long seed, Set<String> goals) {
  public ValidityRequest {
    goals = Set.copyOf(goals);
    if (runs < 1) {
      throw new IllegalArgumentException("at least one run, not " + runs);
    }
    for (var goal : goals) {
      if (!Goals.keys().contains(goal)) {
        throw new IllegalArgumentException(
            "there is no goal %s, but %s".formatted(goal, String.join(", ", Goals.keys())));
      }
    }
  }

  boolean asksFor(Goal goal) {
    return goals.isEmpty() || goals.contains(goal.key());
  }
}
