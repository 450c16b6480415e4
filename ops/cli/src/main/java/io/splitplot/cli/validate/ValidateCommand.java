package io.splitplot.cli.validate;

import io.splitplot.analysis.validity.Validation;
import io.splitplot.analysis.validity.ValidityPage;
import io.splitplot.analysis.validity.ValidityRequest;
import io.splitplot.analysis.validity.ValidityResult;
import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.Shutdown;
import io.splitplot.cli.Steps;
import io.splitplot.cli.installation.TemporaryDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code splitplot validate}: simulated experiments, judged by the SQL that reports use. */
@Command(
    name = "validate",
    description = {
      "Simulate experiments whose truth is known, let SQL judge them, and compare how often it errs",
      "with what it promises. Tests that are known to be wrong must fail. It brings a database of",
      "its own and leaves nothing but a page."
    },
    footer = {"", "Exit codes: 0 valid, 1 not, 2 bad usage."},
    mixinStandardHelpOptions = true)
public final class ValidateCommand implements Callable<Integer> {
  private static final String PAGE = "validity.html";

  private final Session session;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Simulated experiments a goal (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--goal",
      paramLabel = "G5",
      description = "Only this goal; may be repeated (default: all).")
  private Set<String> goals = new LinkedHashSet<>();

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "The same seed gives the same figures (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "Where the page is written (default: " + PAGE + " in the home).")
  private @Nullable Path page;

  @Option(names = "--json", description = "For programs; has a stable shape.")
  private boolean json;

  public ValidateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var request = request();
    session.logToFile();
    return Shutdown.runUntil(shutdown -> validate(request, new Steps(session, shutdown)));
  }

  private ValidityRequest request() {
    try {
      return new ValidityRequest(runs, seed, goals);
    } catch (IllegalArgumentException e) {
      throw CliException.usage(e.getMessage());
    }
  }

  private int validate(ValidityRequest request, Steps steps) {
    var result = simulate(request, steps);
    var file = page == null ? session.settings().home().resolve(PAGE) : page;
    write(file, ValidityPage.html(result));
    if (json) {
      session.out().print(ValidityJson.of(result));
    } else {
      session.out().print(ValidityText.of(result));
      session.out().println("The page with plots: " + file);
    }
    return result.holds() ? 0 : 1;
  }

  private ValidityResult simulate(ValidityRequest request, Steps steps) {
    var home = session.settings().home();
    try (var database =
        steps.step("start a database of its own", () -> TemporaryDatabase.start(home))) {
      return steps.step(
          "simulate and judge, %,d runs a goal".formatted(request.runs()),
          () ->
              Validation.run(
                  database.dataSource(),
                  request,
                  (blocks, of, goal) ->
                      steps.progress("%s: block %d of %d …".formatted(goal, blocks, of))));
    }
  }

  private static void write(Path file, String text) {
    try {
      var folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, text);
    } catch (IOException e) {
      throw CliException.failed("SP-VALIDITY-003: cannot write the page %s: %s".formatted(file, e), e);
    }
  }
}
