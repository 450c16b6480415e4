package io.splitplot.cli.serve;

import io.splitplot.cli.Session;
import io.splitplot.cli.Shutdown;
import io.splitplot.cli.Steps;
import io.splitplot.cli.installation.Installation;
import io.splitplot.cli.installation.Installation.Keys;
import io.splitplot.cli.installation.Installation.PortChoice;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code splitplot serve}: databases, API and feed, until Ctrl-C or SIGTERM. */
@Command(
    name = "serve",
    description = "Run the databases (unless they are yours), the API and the warehouse's feed.",
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
  private final Session session;

  public ServeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.logToFile();
    return Shutdown.runUntil(this::serve);
  }

  private int serve(Shutdown shutdown) {
    var steps = new Steps(session, shutdown);
    try (var installation =
        Installation.start(session.settings(), Keys.NONE, PortChoice.AS_CONFIGURED, steps)) {
      PlainHttp.warning(session.settings()).ifPresent(session.err()::println);
      session.out().println("The API is at " + installation.endpoints().api());
      shutdown.await();
    }
    return 0;
  }
}
