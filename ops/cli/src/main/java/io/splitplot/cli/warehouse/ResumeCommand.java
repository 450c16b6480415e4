package io.splitplot.cli.warehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.installation.FeedAccess;
import io.splitplot.etl.feed.FeedRepair;
import io.splitplot.etl.feed.ResumePlan;
import io.splitplot.etl.feed.ResumePlan.Way;
import io.splitplot.etl.feed.ResumeVerdict;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code splitplot warehouse resume}: goes on with a primary that was a standby. */
@Command(
    name = "resume",
    description = {
      "Go on after a failover of the primary, or after its slot was lost.",
      "Says what it will do, then does it: the warehouse gets what it lacks of the new primary, and what",
      "that one does not have is put aside in etl.phantom_fact. Each hour of facts is compared afterwards.",
      "A feed that runs does this by itself; what was interrupted may be called again."
    },
    footer = {
      "",
      "Exit codes: 0 primary and warehouse are equal, or nothing was to be done, 1 failed, 3 they differ."
    },
    mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final int DIFFERENT = 3;

  private final Session session;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(names = "--json", description = "For programs; has a stable shape")
  private boolean json;

  ResumeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var repair = new FeedRepair(FeedAccess.of(session.settings()));
    var plan = repair.resumePlan();
    session.err().println(described(plan));
    if (plan.way() == Way.NONE) {
      if (json) {
        session.out().println("{\"verdict\":\"nothing_to_do\"}");
      }
      return 0;
    }
    Confirmation.require(session, yes, "Do that?");
    var verdict = repair.resume(step -> session.err().println("… " + step));
    session.out().print(json ? inJson(verdict) : inText(verdict));
    return verdict.isEqual() ? 0 : DIFFERENT;
  }

  private static String described(ResumePlan plan) {
    var from = plan.fromTimeline();
    return "the primary is on timeline %d, the feed has followed %s: %s"
        .formatted(plan.toTimeline(), from == null ? "it" : "timeline " + from, plan.sentence());
  }

  private static String inText(ResumeVerdict verdict) {
    return """
    %s  primary and warehouse after the failover to timeline %d
    missing    %,d facts were copied
    phantoms   %,d facts were put aside in etl.phantom_fact
    forgotten  %,d facts have their names again at the primary
    hours      %,d compared, %,d differed, %,d differ
    """
        .formatted(
            verdict.verdict(),
            verdict.toTimeline(),
            verdict.missing(),
            verdict.phantoms(),
            verdict.renamed(),
            verdict.hoursCompared(),
            verdict.hoursDiffered(),
            verdict.hoursDiffer());
  }

  private static String inJson(ResumeVerdict verdict) {
    try {
      return JSON.writeValueAsString(StatusJson.resume(verdict)) + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw CliException.failed("SP-WAREHOUSE-003: the verdict cannot be written: " + e, e);
    }
  }
}
