package io.splitplot.analysis.validity;

import java.util.List;

/**
 * What a goal found.
 *
 * @param checks the numbers
 * @param plots curves that show more than a number does
 */
record Findings(List<Check> checks, List<Plot> plots) {
  Findings {
    checks = List.copyOf(checks);
    plots = List.copyOf(plots);
  }

  static Findings of(Check... checks) {
    return new Findings(List.of(checks), List.of());
  }

  Findings with(Plot... more) {
    return new Findings(checks, List.of(more));
  }
}
