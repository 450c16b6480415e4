package io.splitplot.cli.line;

import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.Shutdown;
import io.splitplot.cli.Steps;
import io.splitplot.cli.installation.Endpoints;
import io.splitplot.cli.installation.Home;
import io.splitplot.cli.installation.Login;
import io.splitplot.etl.EtlException;
import io.splitplot.etl.assembly.AssemblyLine;
import io.splitplot.etl.assembly.BatchLimits;
import io.splitplot.etl.assembly.Declaration;
import io.splitplot.etl.assembly.DeclarationReader;
import io.splitplot.etl.assembly.LoadResult;
import io.splitplot.etl.line.Bottleneck;
import io.splitplot.etl.line.StationFigures;
import java.nio.file.Path;
import java.util.List;

/** Runs a line and shows how it does. */
final class RunningLine {
  private final Session session;
  private final Declaration declaration;

  /** Reads the declaration; one that is wrong is bad usage. */
  RunningLine(Session session, Path yaml) {
    this.session = session;
    try {
      declaration = DeclarationReader.read(yaml, new Home(session.settings().home()).inboxes());
    } catch (EtlException e) {
      throw CliException.usage(String.valueOf(e.getMessage()));
    }
  }

  private interface Run<T> {
    T run(AssemblyLine line) throws InterruptedException;
  }

  /** One run over what is new, as a step. */
  LoadResult load(Shutdown shutdown) {
    var steps = new Steps(session, shutdown);
    return steps.step("load " + declaration.name(), () -> run(AssemblyLine::run, steps));
  }

  /** One run of many, without a step for each. */
  LoadResult loadQuietly(Shutdown shutdown) {
    return run(AssemblyLine::run, new Steps(session, shutdown));
  }

  LoadResult replay() {
    var steps = new Steps(session, Shutdown.NEVER);
    return steps.step("replay " + declaration.name(), () -> run(AssemblyLine::replay, steps));
  }

  long replay(long batch, boolean accepted) {
    var steps = new Steps(session, Shutdown.NEVER);
    return steps.step(
        "replay batch " + batch, () -> run(line -> line.replay(batch, accepted), steps));
  }

  private <T> T run(Run<T> run, Steps steps) {
    var endpoints = Endpoints.read(new Home(session.settings().home()));
    var line =
        new AssemblyLine(
            Login.ofUrl(endpoints.warehouse()).dataSource(),
            declaration,
            BatchLimits.USUAL,
            stations -> steps.progress(progress(stations)));
    try {
      return run.run(line);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.failed("SP-LOAD-INTERRUPTED: interrupted; what is stored stays", e);
    }
  }

  private String progress(List<StationFigures> stations) {
    return "%s: %,.0f rows/s; %s"
        .formatted(
            declaration.name(), stations.getLast().rowsPerSecond(), Bottleneck.sentence(stations));
  }
}
