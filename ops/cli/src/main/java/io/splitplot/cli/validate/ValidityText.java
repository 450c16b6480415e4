package io.splitplot.cli.validate;

import io.splitplot.analysis.validity.Check;
import io.splitplot.analysis.validity.Validation;
import io.splitplot.analysis.validity.Validation.Outcome;
import java.util.Locale;
import java.util.stream.Collectors;

/** A validation for people: under each goal one line a number, with its limits. */
final class ValidityText {
  private ValidityText() {}

  static String of(Validation validation) {
    return validation.outcomes().stream().map(ValidityText::goal).collect(Collectors.joining())
        + summary(validation);
  }

  private static String goal(Outcome outcome) {
    var heading =
        "%s %s  %s  (%.1f s)%n"
            .formatted(
                mark(outcome.isPassed()),
                outcome.goal(),
                outcome.claim(),
                outcome.took().toMillis() / 1000.0);
    return heading
        + outcome.checks().stream().map(ValidityText::check).collect(Collectors.joining());
  }

  private static String check(Check check) {
    var measured =
        check.kind() == Check.Kind.COUNT
            ? "%.0f of %d".formatted(check.measured(), check.runs())
            : figure(check.measured());
    return "    %s %-52s %16s %9s   %s%n"
        .formatted(
            mark(check.isPassed()), check.name(), measured, figure(check.rate()), limits(check));
  }

  private static String limits(Check check) {
    return switch (check.role()) {
      case GOAL -> figure(check.lowestRate()) + " to " + figure(check.highestRate());
      case CONTROL -> "above " + figure(check.highestRate()) + " (known to be wrong)";
    };
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String mark(boolean isPassed) {
    return isPassed ? "✓" : "✗";
  }

  private static String summary(Validation validation) {
    var checks = validation.outcomes().stream().flatMap(outcome -> outcome.checks().stream());
    var wrong = checks.filter(check -> !check.isPassed()).count();
    var verdict =
        wrong == 0 ? "Everything is as it must be" : wrong + " numbers are not as they must be";
    return "%n%s: %d runs for each number, seed %d.%n"
        .formatted(verdict, validation.runs(), validation.seed());
  }
}
