package io.splitplot.cli.warehouse;

import io.splitplot.etl.assembly.LineState;
import io.splitplot.etl.feed.ApplyProblem;
import io.splitplot.etl.feed.FeedProblem;
import io.splitplot.etl.feed.FeedStatus;
import io.splitplot.etl.feed.ResumeVerdict;
import io.splitplot.etl.feed.SlotState;
import io.splitplot.etl.feed.WarehouseState;
import io.splitplot.etl.line.Bottleneck;
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
    verdict.lines().forEach(line -> text.append(line(line)));
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
    failover   %s
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
            rollupError(warehouse.rollupProblem()),
            resume(status.resume()));
  }

  private static String resume(@Nullable ResumeVerdict resume) {
    return resume == null
        ? "none"
        : "to timeline %d, began %s, %s: %s; %,d facts copied, %,d put aside, %,d hours compared, %,d differ"
            .formatted(
                resume.toTimeline(),
                resume.beganAt(),
                resume.way(),
                resume.verdict(),
                resume.missing(),
                resume.phantoms(),
                resume.hoursCompared(),
                resume.hoursDiffer());
  }

  private static String line(LineState line) {
    return "line       %s, %s%n"
        .formatted(
            line.line(),
            line.running()
                ? "%,.0f rows/s; %s"
                    .formatted(
                        line.stations().getLast().rowsPerSecond(),
                        Bottleneck.sentence(line.stations()))
                : "not running");
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
