package io.splitplot.cli.validate;

import io.splitplot.analysis.validity.Validation;
import io.splitplot.analysis.validity.ValidityPage;
import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.Shutdown;
import io.splitplot.cli.Steps;
import io.splitplot.cli.installation.Home;
import io.splitplot.cli.installation.TemporaryPrimary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code splitplot validate}: do the statistics keep what they promise? */
@Command(
    name = "validate",
    description = {
      "Simulate experiments whose truth is known, have SQL analyse them, and compare how often it is",
      "wrong with what it promises. Needs nothing that runs: it has a database of its own."
    },
    footer = {
      "",
      "Exit codes: 0 everything as it must be, 1 something is not, 2 bad usage.",
    },
    mixinStandardHelpOptions = true)
public final class ValidateCommand implements Callable<Integer> {
  /** With fewer the limits are so wide that the controls are not surely outside. */
  private static final int RUNS_MIN = 1000;

  private static final int RUNS_MAX = 1_000_000;

  private final Session session;

  @Option(
      names = "--runs",
      paramLabel = "COUNT",
      defaultValue = "2000",
      description = "Simulated experiments for each number (default: ${DEFAULT-VALUE})")
  private int runs;

  @Option(
      names = "--goal",
      paramLabel = "NAME",
      description = "Only this goal, such as G5; may be repeated")
  private List<String> goals = List.of();

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "Of everything random: the same seed gives the same numbers (default: 1)")
  private long seed;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "Where to write the page with plots (default: validity.html in the home)")
  private @Nullable Path page;

  @Option(names = "--json", description = "For programs; a stable shape")
  private boolean json;

  public ValidateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (runs < RUNS_MIN || runs > RUNS_MAX) {
      throw CliException.usage(
          "SP-VALIDATE-005: --runs must be within %d and %d, not %d"
              .formatted(RUNS_MIN, RUNS_MAX, runs));
    }
    var chosen = chosenGoals();
    session.logToFile();
    return Shutdown.runUntil(shutdown -> validate(chosen, new Steps(session, shutdown)));
  }

  private Set<String> chosenGoals() {
    var known = Validation.goals();
    for (var goal : goals) {
      if (!known.contains(goal)) {
        throw CliException.usage(
            "SP-VALIDATE-006: there is no goal %s, only %s"
                .formatted(goal, String.join(", ", known)));
      }
    }
    return new LinkedHashSet<>(goals.isEmpty() ? known : goals);
  }

  private int validate(Set<String> chosen, Steps steps) {
    var home = new Home(session.settings().home());
    try (var primary =
        steps.step("start a database for the simulation", () -> TemporaryPrimary.start(home))) {
      var validation =
          steps.step(
              "simulate %,d experiments for each number".formatted(runs),
              () -> simulate(primary, chosen, steps));
      write(ValidityPage.html(validation), page == null ? home.validity() : page);
      session.out().print(json ? ValidityJson.of(validation) : ValidityText.of(validation));
      return validation.isPassed() ? 0 : 1;
    }
  }

  private void write(String html, Path file) {
    try {
      Files.writeString(file, html);
      session.err().println("the page with plots is " + file);
    } catch (IOException e) {
      throw CliException.failed(
          "SP-VALIDATE-004: cannot write the page %s: %s".formatted(file, e), e);
    }
  }

  private Validation simulate(TemporaryPrimary primary, Set<String> chosen, Steps steps) {
    try (var connection = primary.connect()) {
      return Validation.run(connection, runs, seed, chosen, steps::progress);
    } catch (SQLException e) {
      throw CliException.failed("SP-VALIDATE-003: the simulation failed: " + e.getMessage(), e);
    }
  }
}
