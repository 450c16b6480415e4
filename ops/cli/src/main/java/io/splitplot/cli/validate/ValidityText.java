package io.splitplot.cli.validate;

import io.splitplot.analysis.validity.Finding;
import io.splitplot.analysis.validity.Finding.Expectation;
import io.splitplot.analysis.validity.GoalResult;
import io.splitplot.analysis.validity.ValidityResult;
import java.util.ArrayList;
import java.util.List;

/** The result for the terminal: a line a figure, with its limits. */
final class ValidityText {
  private ValidityText() {}

  static String of(ValidityResult result) {
    var lines = new ArrayList<String>();
    result.goals().forEach(goal -> lines.addAll(lines(goal)));
    lines.add("");
    lines.add(
        "%s: %d of %d figures are where they have to be; %,d runs a goal, seed %d, %.1f s, PostgreSQL %s"
            .formatted(
                result.holds() ? "VALID" : "NOT VALID",
                result.goals().stream().flatMap(goal -> goal.findings().stream()).filter(Finding::holds).count(),
                result.goals().stream().mapToInt(goal -> goal.findings().size()).sum(),
                result.request().runs(),
                result.request().seed(),
                result.work().toMillis() / 1e3,
                result.database()));
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  private static List<String> lines(GoalResult goal) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add(
        "%s %-3s %s (%.1f s)"
            .formatted(mark(goal.holds()), goal.key(), goal.title(), goal.work().toMillis() / 1e3));
    goal.findings().forEach(finding -> lines.add(line(finding)));
    return lines;
  }

  private static String line(Finding finding) {
    return "  %s %-58s %18s   %s %s"
        .formatted(
            mark(finding.holds()),
            finding.what(),
            finding.figure(),
            finding.expectation() == Expectation.OUTSIDE ? "not" : "   ",
            finding.limits());
  }

  private static String mark(boolean holds) {
    return holds ? "✓" : "✗";
  }
}
