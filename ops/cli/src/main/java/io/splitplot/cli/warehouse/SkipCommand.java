package io.splitplot.cli.warehouse;

import io.splitplot.cli.Session;
import io.splitplot.cli.installation.FeedAccess;
import io.splitplot.etl.feed.FeedRepair;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code splitplot warehouse skip}: goes on after a row that stops the feed. */
@Command(
    name = "skip",
    description = {
      "Put the facts that stop the feed aside, and go on.",
      "All other facts of the same transaction are stored; those put aside stay in etl.refused_row,",
      "with their error, until replay takes them."
    },
    mixinStandardHelpOptions = true)
final class SkipCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  SkipCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Confirmation.require(
        session, yes, "Put aside what ./splitplot warehouse status shows, and go on without it?");
    var done = new FeedRepair(FeedAccess.of(session.settings())).skip();
    session
        .out()
        .printf(
            "skipped; %,d facts were stored, %,d wait in etl.refused_row%n",
            done.stored(), done.refused());
    return 0;
  }
}
