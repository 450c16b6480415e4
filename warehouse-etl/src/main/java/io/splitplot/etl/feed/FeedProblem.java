package io.splitplot.etl.feed;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with the feed, and what cures it.
 *
 * <p>The functions are pure, and whoever judges the feed uses them: {@code warehouse status} and
 * {@code doctor} never disagree.
 *
 * @param broken reports do not go on until somebody acts
 * @param what a sentence without its end
 * @param command what to type
 */
public record FeedProblem(boolean broken, String what, String command) {
  /** A heartbeat is written every second; with a copy of a busy table it may be late. */
  public static final Duration LAG_MAX = Duration.ofSeconds(10);

  static final Comparator<FeedProblem> WORST_FIRST =
      Comparator.comparing((FeedProblem problem) -> problem.broken()).reversed();

  /** Copies everything anew. */
  static final String RESEED = "./splitplot warehouse reseed";

  /** Goes on after a failover. */
  static final String RESUME = "./splitplot warehouse resume";

  private static final String SERVE = "./splitplot serve";
  private static final String STATUS = "./splitplot warehouse status";

  /** Facts are never waiting longer while rounds succeed. */
  private static final Duration BATCH_AGE_MAX = Duration.ofMinutes(2);

  private static final long MEBIBYTE = 1024 * 1024;
  private static final long GIBIBYTE = 1024 * MEBIBYTE;
  private static final long UNBOUNDED_WARN = GIBIBYTE;
  private static final long UNBOUNDED_MAX = 10 * GIBIBYTE;
  private static final int ROW_LETTERS_MAX = 300;

  static FeedProblem broken(String what, String command) {
    return new FeedProblem(true, what, command);
  }

  static FeedProblem degraded(String what, String command) {
    return new FeedProblem(false, what, command);
  }

  /** Of a replication slot, the feed's or another. */
  public static Optional<FeedProblem> ofSlot(SlotState slot) {
    var keeps = slot.name() + " keeps " + bytes(slot.retainedBytes()) + " of log";
    if (slot.lost()) {
      return Optional.of(
          broken(
              slot.name() + " has lost its place in the log: it fell behind by more than is kept",
              slot.name().equals(Subscription.NAME) ? RESEED : drop(slot)));
    }
    var safe = slot.safeBytes();
    var bound = slot.keepBytes();
    if (safe != null && bound != null && safe <= 0) {
      return Optional.of(broken(keeps + ", and can be lost at any moment", SERVE));
    }
    if (safe != null && bound != null && safe < bound / 2) {
      return Optional.of(degraded(keeps + "; it is lost after " + bytes(safe) + " more", SERVE));
    }
    if (bound == null && slot.retainedBytes() > UNBOUNDED_MAX) {
      return Optional.of(broken(keeps + ", which will fill the disk", SERVE));
    }
    if (bound == null && slot.retainedBytes() > UNBOUNDED_WARN) {
      return Optional.of(degraded(keeps + ", without a limit", SERVE));
    }
    return slot.active()
        ? Optional.empty()
        : Optional.of(degraded(keeps + ", and nobody reads it", SERVE));
  }

  private static String drop(SlotState slot) {
    return "psql -U postgres -d splitplot -c \"select pg_drop_replication_slot('%s')\""
        .formatted(slot.name());
  }

  /** Of the subscription, as far as the warehouse can tell. */
  public static Optional<FeedProblem> ofSubscription(WarehouseState state, String lookAtLog) {
    if (!state.subscribed()) {
      return Optional.of(broken("the warehouse is not subscribed to the primary", SERVE));
    }
    if (!state.enabled()) {
      return Optional.of(broken("the subscription is disabled", SERVE));
    }
    if (!state.applying()) {
      return Optional.of(
          broken(
              "nothing applies the primary's changes (%,d errors so far)"
                  .formatted(state.applyErrors()),
              lookAtLog));
    }
    if (state.copied() < state.tables()) {
      var copied = "%d of %d tables have been copied".formatted(state.copied(), state.tables());
      return Optional.of(
          state.copyErrors() == 0
              ? degraded(copied, STATUS)
              : degraded(copied + ", with %,d errors".formatted(state.copyErrors()), lookAtLog));
    }
    var lag = state.lag();
    if (lag == null) {
      return Optional.of(degraded("no heartbeat of the primary has come yet", SERVE));
    }
    return lag.compareTo(LAG_MAX) <= 0
        ? Optional.empty()
        : Optional.of(
            degraded(
                "the warehouse is %,d s behind the primary".formatted(lag.toSeconds()), lookAtLog));
  }

  /** Of a transaction that the apply worker cannot store. */
  static FeedProblem ofApply(ApplyProblem problem, String lookAtLog) {
    var where =
        "the apply worker stops at the transaction that finishes at "
            + problem.finishLsn()
            + " (changes: "
            + problem.changes()
            + ")";
    var failure = problem.failure();
    if (failure == null) {
      return broken(where + "; a trial stores all of it, so only the log has the error", lookAtLog);
    }
    return broken(
        "%s: splitplot.%s refuses %s: %s (%s)"
            .formatted(
                where,
                failure.table(),
                shortened(failure.row().toString()),
                failure.detail(),
                failure.code()),
        problem.factsOnly() ? "./splitplot warehouse skip" : RESEED);
  }

  private static String shortened(String row) {
    return row.length() <= ROW_LETTERS_MAX ? row : row.substring(0, ROW_LETTERS_MAX) + "…";
  }

  /** Of the rollups. */
  public static Optional<FeedProblem> ofRollups(WarehouseState state, String lookAtLog) {
    var problem = state.rollupProblem();
    if (problem != null) {
      return Optional.of(broken("the rollups cannot advance: " + problem.detail(), lookAtLog));
    }
    var watermark = state.watermark();
    var advancing = watermark.age() != null && watermark.age().compareTo(BATCH_AGE_MAX) < 0;
    return watermark.waitingFacts() == 0 || advancing
        ? Optional.empty()
        : Optional.of(
            degraded(
                "%,d facts have arrived and are in no report".formatted(watermark.waitingFacts()),
                SERVE));
  }

  /** Of facts that the warehouse could not store. */
  public static Optional<FeedProblem> ofRefusedRows(WarehouseState state) {
    return state.refusedRows() == 0
        ? Optional.empty()
        : Optional.of(
            degraded(
                "%,d rows of the primary were refused and are in no report"
                    .formatted(state.refusedRows()),
                "./splitplot warehouse replay"));
  }

  /** Of how the feed went on after the newest failover. */
  static Optional<FeedProblem> ofResume(@Nullable ResumeVerdict resume) {
    if (resume == null || resume.isRunning()) {
      return Optional.empty();
    }
    if (resume.verdict().equals("different")) {
      return Optional.of(
          degraded(
              "after the failover to timeline %d %,d hours of facts and %,d tables differ from the primary"
                  .formatted(resume.toTimeline(), resume.hoursDiffer(), resume.tablesDiffer()),
              resume.way().equals("followed") ? RESUME : RESEED));
    }
    return resume.renamed() == 0
        ? Optional.empty()
        : Optional.of(
            degraded(
                "the failover to timeline %d undid a forgetting at the primary: %,d facts have their names again"
                    .formatted(resume.toTimeline(), resume.renamed()),
                "./splitplot unit forget"));
  }

  /** For people. */
  public static String bytes(long bytes) {
    if (bytes < MEBIBYTE) {
      return "%,d bytes".formatted(bytes);
    }
    return bytes >= GIBIBYTE
        ? "%.1f GiB".formatted((double) bytes / GIBIBYTE)
        : "%.1f MiB".formatted((double) bytes / MEBIBYTE);
  }
}
