package io.splitplot.etl.feed;

import io.splitplot.etl.EtlException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the feed is, as both databases and a running loop say.
 *
 * @param warehouse what the warehouse knows
 * @param slot the primary's slot; null: it has none, or did not answer
 * @param lagBytes what the primary has written and the warehouse has not applied; null without slot
 * @param primaryError why the primary could not be asked; null: it was
 * @param applyProblem what the apply worker stops at; null: nothing, or it could not be found
 * @param resume how the feed went on after the newest failover; null: there was none
 * @param serverProblem that the server at the primary's address is not what the feed follows
 * @param slotProblems why the slot would not survive a failover that it could survive
 */
public record FeedStatus(
    WarehouseState warehouse,
    @Nullable SlotState slot,
    @Nullable Long lagBytes,
    @Nullable String primaryError,
    @Nullable ApplyProblem applyProblem,
    @Nullable ResumeVerdict resume,
    @Nullable FeedProblem serverProblem,
    List<FeedProblem> slotProblems) {

  public FeedStatus {
    slotProblems = List.copyOf(slotProblems);
  }

  /** Asks both databases; needs no running {@link Feed}, so any process can. */
  public static FeedStatus read(FeedSettings settings) throws SQLException {
    var warehouse = warehouse(settings);
    var primary = Primary.read(settings.publisher(), warehouse.appliedTo());
    var slot = primary.slot();
    var problem = seemsStuck(warehouse, slot) ? applyProblem(settings) : null;
    return new FeedStatus(
        warehouse,
        slot,
        slot == null ? null : slot.unconfirmedBytes(),
        primary.error(),
        problem,
        resume(settings),
        primary.error() == null && warehouse.subscribed() ? serverProblem(settings) : null,
        primary.error() == null ? FailoverSlots.problems(settings.publisher()) : List.of());
  }

  private static @Nullable ResumeVerdict resume(FeedSettings settings) throws SQLException {
    try (var warehouse = settings.warehouse().getConnection()) {
      return ResumeVerdict.newest(warehouse);
    }
  }

  private static @Nullable FeedProblem serverProblem(FeedSettings settings) throws SQLException {
    try (var warehouse = settings.warehouse().getConnection()) {
      var server = PrimaryServer.ask(settings.publisher());
      var plan =
          new FeedResume(settings, new Subscription(settings), _ -> {}).plan(warehouse, server);
      return plan.isFailover() && plan.way() != ResumePlan.Way.RECONCILE
          ? FeedProblem.broken(
              "the primary was promoted (timeline %d), and the feed has not gone on: %s"
                  .formatted(plan.toTimeline(), plan.sentence()),
              FeedProblem.RESUME)
          : null;
    } catch (EtlException e) {
      return FeedProblem.broken(
          String.valueOf(e.getMessage()),
          e.code().equals("SP-FEED-OTHER-CLUSTER") ? FeedProblem.RESEED : "./splitplot config");
    }
  }

  private static WarehouseState warehouse(FeedSettings settings) throws SQLException {
    try (var warehouse = settings.warehouse().getConnection()) {
      return WarehouseState.read(warehouse);
    }
  }

  /** Reading the slot costs, so it is done only when there were errors and the feed is late. */
  private static boolean seemsStuck(WarehouseState warehouse, @Nullable SlotState slot) {
    var late = warehouse.lag() == null || warehouse.lag().compareTo(FeedProblem.LAG_MAX) > 0;
    return slot != null
        && !slot.lost()
        && warehouse.applyErrors() > 0
        && (late || !warehouse.applying());
  }

  /** Null also when the slot cannot be read: that the feed is late is told in any case. */
  private static @Nullable ApplyProblem applyProblem(FeedSettings settings) {
    try {
      return ApplyProblem.find(settings).orElse(null);
    } catch (SQLException e) {
      return null;
    }
  }

  /** Nothing is wrong. */
  public boolean healthy() {
    return problems("").isEmpty();
  }

  /** Age of what the warehouse has; null: no heartbeat came yet. */
  public @Nullable Duration lag() {
    return warehouse.lag();
  }

  /**
   * What is wrong, the worst first.
   *
   * @param lookAtLog a command that shows the servers' log
   */
  public List<FeedProblem> problems(String lookAtLog) {
    var problems = new ArrayList<FeedProblem>();
    primaryProblem(lookAtLog).ifPresent(problems::add);
    problems.addAll(slotProblems);
    FeedProblem.ofResume(resume).ifPresent(problems::add);
    if (applyProblem == null) {
      FeedProblem.ofSubscription(warehouse, lookAtLog).ifPresent(problems::add);
    } else {
      problems.add(FeedProblem.ofApply(applyProblem, lookAtLog));
    }
    FeedProblem.ofRollups(warehouse, lookAtLog).ifPresent(problems::add);
    FeedProblem.ofRefusedRows(warehouse).ifPresent(problems::add);
    return problems.stream().sorted(FeedProblem.WORST_FIRST).toList();
  }

  private Optional<FeedProblem> primaryProblem(String lookAtLog) {
    if (primaryError != null) {
      return Optional.of(FeedProblem.broken(primaryError, lookAtLog));
    }
    if (serverProblem != null) {
      return Optional.of(serverProblem);
    }
    if (slot != null) {
      return FeedProblem.ofSlot(slot);
    }
    return warehouse.subscribed()
        ? Optional.of(
            FeedProblem.broken(
                "the primary has no replication slot " + Subscription.NAME, FeedProblem.RESEED))
        : Optional.empty();
  }

  /** What the primary says of the slot. */
  private record Primary(@Nullable SlotState slot, @Nullable String error) {
    static Primary read(Publisher publisher, @Nullable String appliedTo) {
      try (var primary = publisher.connect()) {
        return new Primary(
            SlotState.all(primary, appliedTo).stream()
                .filter(slot -> slot.name().equals(Subscription.NAME))
                .findFirst()
                .orElse(null),
            null);
      } catch (SQLException e) {
        return new Primary(
            null, "the primary " + publisher + " does not answer: " + e.getMessage());
      }
    }
  }
}
