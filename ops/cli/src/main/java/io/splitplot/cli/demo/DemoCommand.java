package io.splitplot.cli.demo;

import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.Shutdown;
import io.splitplot.cli.Steps;
import io.splitplot.cli.api.ApiClient;
import io.splitplot.cli.installation.Installation;
import io.splitplot.cli.installation.Installation.Keys;
import io.splitplot.cli.installation.Installation.PortChoice;
import io.splitplot.cli.report.ReportText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code splitplot demo}: everything running, on real data and on live traffic. */
@Command(
    name = "demo",
    description =
        "Start everything, import a real experiment, run a live one, and print both reports.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final Duration CATCH_UP_MAX = Duration.ofMinutes(2);
  private static final int WIDTH = 100;

  private final Session session;

  @Option(names = "--exit", description = "End when the reports are printed, for scripts.")
  private boolean exits;

  @Option(
      names = "--shoppers",
      paramLabel = "COUNT",
      defaultValue = "5000",
      description = "How many simulated shoppers visit (default: ${DEFAULT-VALUE}).")
  private int shoppers;

  public DemoCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (shoppers < 1) {
      throw CliException.usage("--shoppers must be at least 1, not " + shoppers);
    }
    session.logToFile();
    return Shutdown.runUntil(this::demonstrate);
  }

  private int demonstrate(Shutdown shutdown) {
    var steps = new Steps(session, shutdown);
    try (var installation =
        Installation.start(session.settings(), Keys.ONE_A_ROLE, PortChoice.ANY_WHEN_TAKEN, steps)) {
      var folder = session.root().resolve("ops/demo");
      new ImportedExperiment(folder.resolve("hillstrom"), installation).run(steps);
      var isSound = live(folder, installation).run(steps);
      steps.run("bring everything into the reports", () -> catchUp(installation));

      printReport(installation, ImportedExperiment.KEY);
      printReport(installation, LiveExperiment.KEY);
      new NextSteps(session.out(), installation.endpoints()).print(exits);
      if (!exits) {
        shutdown.await();
      }
      return isSound ? 0 : 1;
    }
  }

  private LiveExperiment live(Path folder, Installation installation) {
    return new LiveExperiment(folder.resolve("shop"), shoppers, installation, session);
  }

  private static void catchUp(Installation installation) {
    Waiting.on(() -> installation.feed().caughtUp(CATCH_UP_MAX));
  }

  private void printReport(Installation installation, String experiment) {
    var endpoints = installation.endpoints();
    var report =
        new ApiClient(endpoints.api(), endpoints.key("analyst"))
            .get("/v1/experiments/" + experiment + "/report");
    session.out().println();
    session.out().println(ReportText.render(report, WIDTH, Session.isTerminal()));
  }
}
