package io.splitplot.analysis.validity;

import java.time.Duration;
import java.util.List;

/**
 * How a goal came out.
 *
 * @param key its number, such as G1
 * @param title what is promised
 * @param work how long its blocks took, all together
 */
public record GoalResult(
    String key, String title, List<Finding> findings, List<Plot> plots, Duration work) {
  public GoalResult {
    findings = List.copyOf(findings);
    plots = List.copyOf(plots);
  }

  /** Whether all its figures are where they have to be. */
  public boolean holds() {
    return findings.stream().allMatch(Finding::holds);
  }
}
