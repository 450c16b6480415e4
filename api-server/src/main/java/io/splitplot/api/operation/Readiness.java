package io.splitplot.api.operation;

import io.splitplot.api.assignment.PlanHolder;
import io.splitplot.api.database.Database;
import io.splitplot.api.problem.ProblemException;
import java.time.Duration;
import java.util.List;

/** Whether this server can do its work now, and if not, why. */
public final class Readiness {
  /** Older than this, the plan is not what the primary has: it is read several times a second. */
  static final Duration PLAN_AGE_MAX = Duration.ofSeconds(10);

  private final Database primary;
  private final PlanHolder plans;

  /** One thing that was looked at, and a sentence about it. */
  public record Check(String name, boolean isUp, String detail) {}

  /** All that was looked at. */
  public record State(List<Check> checks) {
    public boolean isReady() {
      return checks.stream().allMatch(Check::isUp);
    }
  }

  public Readiness(Database primary, PlanHolder plans) {
    this.primary = primary;
    this.plans = plans;
  }

  /** Looks now; the pool's limits bound how long that takes. */
  public State look() {
    return new State(List.of(primary(), plan()));
  }

  private Check primary() {
    try {
      var isStandby =
          primary.read(connection -> {
            try (var statement = connection.createStatement();
                var row = statement.executeQuery("select pg_is_in_recovery()")) {
              row.next();
              return row.getBoolean(1);
            }
          });
      return new Check(
          "primary", !isStandby, isStandby ? "this server is a standby" : "it answers");
    } catch (ProblemException e) {
      return new Check("primary", false, e.problem().detail());
    }
  }

  private Check plan() {
    var age = plans.age();
    var isThere = plans.plan().isPresent();
    var detail =
        isThere ? "it was confirmed %d ms ago".formatted(age.toMillis()) : "none has been read yet";
    return new Check("plan", isThere && age.compareTo(PLAN_AGE_MAX) <= 0, detail);
  }
}
