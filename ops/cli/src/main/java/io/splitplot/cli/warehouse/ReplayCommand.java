package io.splitplot.cli.warehouse;

import io.splitplot.cli.Session;
import io.splitplot.cli.installation.FeedAccess;
import io.splitplot.etl.feed.FeedRepair;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code splitplot warehouse replay}: stores refused rows that can be stored now. */
@Command(
    name = "replay",
    description = {
      "Store facts that were put aside, where that is possible now.",
      "The others wait on in etl.refused_row, with their newest error. The feed is halted meanwhile."
    },
    footer = {"", "Exit codes: 0 all were stored, 3 some wait on, 1 failed."},
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  private final Session session;

  ReplayCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var done = new FeedRepair(FeedAccess.of(session.settings())).replay();
    session
        .out()
        .printf(
            "%,d facts were stored, %,d wait in etl.refused_row%n", done.stored(), done.refused());
    return done.refused() == 0 ? 0 : 3;
  }
}
