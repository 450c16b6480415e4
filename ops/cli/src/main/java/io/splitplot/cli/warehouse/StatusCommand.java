package io.splitplot.cli.warehouse;

import io.splitplot.cli.Session;
import io.splitplot.cli.installation.FeedAccess;
import io.splitplot.etl.assembly.LineState;
import io.splitplot.etl.feed.FeedStatus;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code splitplot warehouse status}: how far behind the primary the reports are, and why. */
@Command(
    name = "status",
    description = {
      "Say how far the warehouse is behind the primary, and what is wrong.",
      "In time and in bytes; each problem with the command that cures it. It changes nothing."
    },
    footer = {"", "Exit codes: 0 healthy, 1 broken, or nobody could be asked, 3 degraded."},
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--json", description = "For programs; has a stable shape")
  private boolean json;

  StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var verdict = verdict();
    session.out().print(json ? StatusJson.of(verdict) : StatusText.of(verdict));
    return verdict.exitCode();
  }

  private Verdict verdict() {
    var lookAtLog = "tail -n 40 %s/warehouse/server.log".formatted(session.settings().home());
    var access = FeedAccess.of(session.settings());
    try (var warehouse = access.warehouse().getConnection()) {
      return Verdict.of(FeedStatus.read(access), LineState.read(warehouse), lookAtLog);
    } catch (SQLException e) {
      return Verdict.unasked(
          "the warehouse does not answer: " + e.getMessage(), "./splitplot doctor");
    }
  }
}
