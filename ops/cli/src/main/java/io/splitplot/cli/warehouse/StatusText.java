package io.splitplot.cli.warehouse;

import io.splitplot.etl.feed.ApplyProblem;
import io.splitplot.etl.feed.FeedProblem;
import io.splitplot.etl.feed.FeedStatus;
import io.splitplot.etl.feed.SlotState;
import io.splitplot.etl.feed.WarehouseState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The state of the feed for people: the verdict, what is wrong, then the figures. */
final class StatusText {
  private StatusText() {}

  static String of(Verdict verdict) {
    var text = new StringBuilder();
    text.append(
        "%s  %s%n"
            .formatted(
                verdict.label(),
                verdict.status().map(StatusText::behind).orElse("nobody could be asked")));
    for (var problem : verdict.problems()) {
      text.append(
          "%n%s %s%n  → %s%n"
              .formatted(problem.broken() ? "✗" : "!", problem.what(), problem.command()));
    }
    verdict.status().ifPresent(status -> text.append(figures(status)));
    return text.toString();
  }

  private static String behind(FeedStatus status) {
    return "the warehouse is %s and %s behind the primary"
        .formatted(seconds(status.lag()), bytes(status.lagBytes()));
  }

  private static String figures(FeedStatus status) {
    var warehouse = status.warehouse();
    var watermark = warehouse.watermark();
    return """

    heartbeat  %s ago
    feed       %s, %d of %d tables copied
    slot       %s
    watermark  batch %,d, visible since %s; arrivals: exposure %,d, event %,d; %,d facts wait
    views      refreshed %s ago, show batch %,d
    errors     apply %,d, copy %,d; refused rows that wait: %,d
    last       apply: %s
               rollups: %s
    """
        .formatted(
            seconds(status.lag()),
            subscription(warehouse),
            warehouse.copied(),
            warehouse.tables(),
            slot(status.slot()),
            watermark.batch(),
            watermark.age() == null ? "never" : seconds(watermark.age()) + " ago",
            watermark.exposureTo(),
            watermark.eventTo(),
            watermark.waitingFacts(),
            seconds(warehouse.views().age()),
            warehouse.views().batch(),
            warehouse.applyErrors(),
            warehouse.copyErrors(),
            warehouse.refusedRows(),
            applyError(status.applyProblem()),
            rollupError(warehouse.rollupProblem()));
  }

  private static String subscription(WarehouseState warehouse) {
    if (!warehouse.subscribed()) {
      return "not subscribed";
    }
    var enabled = warehouse.enabled() ? "subscribed" : "disabled";
    return enabled + (warehouse.applying() ? ", applying" : ", not applying");
  }

  private static String slot(@Nullable SlotState slot) {
    if (slot == null) {
      return "none";
    }
    var kept = FeedProblem.bytes(slot.retainedBytes());
    var keep = slot.keepBytes();
    var safe = slot.safeBytes();
    return "%s, %s, keeps %s of log, %s"
        .formatted(
            slot.active() ? "active" : "inactive",
            slot.walStatus(),
            kept,
            keep == null
                ? "without a limit"
                : "%s of %s are left".formatted(bytes(safe), FeedProblem.bytes(keep)));
  }

  private static String applyError(@Nullable ApplyProblem problem) {
    if (problem == null) {
      return "none";
    }
    var failure = problem.failure();
    return failure == null
        ? "only in the log"
        : "splitplot.%s, transaction that finishes at %s, %s: %s%n%s%s"
            .formatted(
                failure.table(),
                problem.finishLsn(),
                failure.code(),
                failure.detail(),
                " ".repeat(11),
                failure.row());
  }

  private static String rollupError(WarehouseState.@Nullable RollupProblem problem) {
    return problem == null
        ? "none"
        : "%s (since %s)".formatted(problem.detail(), seconds(problem.age()));
  }

  private static String seconds(@Nullable Duration duration) {
    return duration == null ? "?" : "%.1f s".formatted(duration.toMillis() / 1000.0);
  }

  private static String bytes(@Nullable Long bytes) {
    return bytes == null ? "?" : FeedProblem.bytes(bytes);
  }
}
