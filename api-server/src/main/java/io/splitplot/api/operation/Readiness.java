package io.splitplot.api.operation;

import io.splitplot.api.assignment.PlanHolder;
import io.splitplot.api.database.Database;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.spool.Spool;
import io.splitplot.api.tls.Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether this server can do its work now, and if not, why. */
public final class Readiness {
  /** Older than this, the plan is not what the primary has: it is read several times a second. */
  static final Duration PLAN_AGE_MAX = Duration.ofSeconds(10);

  /** An idle feed is told every half minute that it is up to date. */
  static final Duration FEED_AGE_MAX = Duration.ofSeconds(90);

  /** Less than this, and it is high time to renew it. */
  static final Duration CERTIFICATE_LEFT_MIN = Duration.ofDays(7);

  private static final String FEED =
      """
      select
        s.oid is not null as subscribed,
        extract(epoch from clock_timestamp() - w.latest_end_time)::float8 as age_seconds
      from (select 'splitplot_feed' as name) feed
      left join pg_subscription s
        on s.subname = feed.name
       and s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
      left join pg_stat_subscription w on w.subid = s.oid and w.relid is null
      """;

  private final Database primary;
  private final Database warehouse;
  private final PlanHolder plans;
  private final Optional<Certificate> certificate;
  private final Optional<Spool> spool;

  /** How one thing is. */
  public enum Status {
    UP,
    /** Facts, reports or the plan are late or cannot be had; decisions go on. */
    DEGRADED,
    /** No decision can be made. */
    DOWN;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One thing that was looked at, and a sentence about it. */
  public record Check(String name, Status status, String detail) {}

  /** All that was looked at. */
  public record State(List<Check> checks) {

    /** As bad as the worst of the checks. */
    public Status status() {
      return checks.stream().map(Check::status).max(Status::compareTo).orElse(Status.UP);
    }
  }

  /**
   * What is to be looked at.
   *
   * @param certificate empty: the server speaks plain HTTP
   * @param spool empty: the server keeps no facts that the primary does not take
   */
  public Readiness(
      Database primary,
      Database warehouse,
      PlanHolder plans,
      Optional<Certificate> certificate,
      Optional<Spool> spool) {
    this.primary = primary;
    this.warehouse = warehouse;
    this.plans = plans;
    this.certificate = certificate;
    this.spool = spool;
  }

  /** Looks now; the pools' limits bound how long that takes. */
  public State look() {
    var checks = new ArrayList<>(List.of(primary(), plan(), feed(), spool()));
    certificate.map(Readiness::certificate).ifPresent(checks::add);
    return new State(checks);
  }

  /** Not a reason to send services elsewhere: no server has another primary. */
  private Check primary() {
    try {
      return primary.read(Readiness::isStandby)
          ? new Check("primary", Status.DEGRADED, "the server is a standby" + consequence())
          : new Check("primary", Status.UP, "it answers");
    } catch (ProblemException e) {
      return new Check("primary", Status.DEGRADED, e.problem().detail() + consequence());
    }
  }

  private String consequence() {
    return spool.isPresent() ? "; facts go to the spool" : "; facts are refused";
  }

  /** Facts in the spool are safe from all but the loss of this server's disk, and in no report. */
  private Check spool() {
    if (spool.isEmpty()) {
      return new Check("spool", Status.UP, "there is none, as this server keeps no state");
    }
    var state = spool.get().state();
    var damaged = spool.get().damaged();
    var detail =
        "%d facts wait, the oldest for %d s; %d bytes"
            .formatted(state.facts(), state.age().toSeconds(), state.bytes());
    if (!state.problem().isEmpty()) {
      detail += "; " + state.problem();
    }
    if (!damaged.isEmpty()) {
      detail += "; put aside as damaged: " + String.join(", ", damaged);
    }
    var isWell = state.facts() == 0 && state.problem().isEmpty() && damaged.isEmpty();
    return new Check("spool", isWell ? Status.UP : Status.DEGRADED, detail);
  }

  private Check plan() {
    if (plans.plan().isEmpty()) {
      return new Check("plan", Status.DOWN, "none has been read yet");
    }
    var isOld = plans.age().compareTo(PLAN_AGE_MAX) > 0;
    return new Check(
        "plan",
        isOld || plans.isRestored() ? Status.DEGRADED : Status.UP,
        "%s was confirmed %d ms ago"
            .formatted(plans.isRestored() ? "the one on disk" : "it", plans.age().toMillis()));
  }

  /** Not a reason to send services elsewhere: assignments and facts need the primary only. */
  private Check feed() {
    try {
      return warehouse.read(Readiness::feed);
    } catch (ProblemException e) {
      return new Check("feed", Status.DEGRADED, "warehouse: " + e.problem().detail());
    }
  }

  private static Check certificate(Certificate certificate) {
    var left = Duration.between(Instant.now(), certificate.expiresAt());
    var isShort = left.compareTo(CERTIFICATE_LEFT_MIN) < 0;
    var detail =
        certificate
            .problem()
            .map(reason -> "what is in its files is not in force: " + reason)
            .orElseGet(() -> "it expires " + certificate.expiresAt());
    var isGood = certificate.problem().isEmpty() && !isShort;
    return new Check("certificate", isGood ? Status.UP : Status.DEGRADED, detail);
  }

  private static boolean isStandby(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select pg_is_in_recovery()")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static Check feed(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(FEED)) {
      row.next();
      if (!row.getBoolean("subscribed")) {
        return new Check("feed", Status.DEGRADED, "the warehouse is not subscribed to the primary");
      }
      var age = row.getDouble("age_seconds");
      if (row.wasNull()) {
        return new Check("feed", Status.DEGRADED, "nothing applies the primary's changes");
      }
      return new Check(
          "feed",
          age > FEED_AGE_MAX.toSeconds() ? Status.DEGRADED : Status.UP,
          "the warehouse heard from the primary %.1f s ago".formatted(age));
    }
  }
}
