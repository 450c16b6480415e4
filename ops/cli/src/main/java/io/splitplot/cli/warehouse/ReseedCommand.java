package io.splitplot.cli.warehouse;

import io.splitplot.cli.Session;
import io.splitplot.cli.installation.FeedAccess;
import io.splitplot.etl.feed.FeedRepair;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code splitplot warehouse reseed}: builds the feed anew. */
@Command(
    name = "reseed",
    description = {
      "Copy anew what the primary has: after a slot was lost, or when configuration conflicts.",
      "Subscription and slot are made anew. Facts that the warehouse has stay, and none is doubled.",
      "Reports lack experiments for the seconds that takes."
    },
    mixinStandardHelpOptions = true)
final class ReseedCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  ReseedCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Confirmation.require(session, yes, "Copy everything from the primary anew?");
    new FeedRepair(FeedAccess.of(session.settings())).reseed();
    session.out().println("the tables are being copied: ./splitplot warehouse status");
    return 0;
  }
}
