package io.splitplot.cli.doctor;

import io.splitplot.cli.Session;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code splitplot doctor}: one screen that says how the installation is and what to do. */
@Command(
    name = "doctor",
    description = {
      "Look at everything, and say how it is: healthy, degraded or broken, with the three worst",
      "facts and what to type next. It changes nothing, and works when nothing runs."
    },
    footer = {"", "Exit codes: 0 healthy, 1 broken, 3 degraded."},
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
  /** Kept, as the settings of a logger that nobody holds may be lost. */
  private static final Logger MIGRATIONS = Logger.getLogger("org.flywaydb");

  private final Session session;

  @Option(names = "--all", description = "Show every check")
  private boolean all;

  @Option(names = "--json", description = "For programs; has every check, and a stable shape")
  private boolean json;

  public DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    MIGRATIONS.setLevel(Level.OFF); // what there is to complain about is in the findings
    var startedAt = System.nanoTime();
    var view = new Look(session).everything();
    var diagnosis = Checks.diagnose(view);
    var seconds = (System.nanoTime() - startedAt) / 1e9;
    var directory = view.home().directory().toString();
    session
        .out()
        .print(
            json
                ? DoctorJson.of(diagnosis, directory, seconds)
                : new DoctorText(Session.isTerminal(), all).of(diagnosis, directory, seconds));
    return diagnosis.exitCode();
  }
}
