package io.splitplot.cli.migrate;

import io.splitplot.cli.Session;
import io.splitplot.cli.Shutdown;
import io.splitplot.cli.Steps;
import io.splitplot.cli.installation.Databases;
import picocli.CommandLine.Command;

/** {@code splitplot migrate}: both databases to the newest schema, then stop again. */
@Command(
    name = "migrate",
    description = "Bring both databases to the newest schema and make the roles.",
    mixinStandardHelpOptions = true)
public final class MigrateCommand implements Runnable {
  private final Session session;

  public MigrateCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    Databases.open(session.settings(), new Steps(session, Shutdown.NEVER)).close();
  }
}
