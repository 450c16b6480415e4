package io.splitplot.cli.warehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.etl.assembly.LineState;
import io.splitplot.etl.feed.ApplyProblem;
import io.splitplot.etl.feed.FeedStatus;
import io.splitplot.etl.feed.ResumeVerdict;
import io.splitplot.etl.feed.SlotState;
import io.splitplot.etl.feed.WarehouseState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state of the feed for programs. Members are added, never removed or renamed; what nobody
 * knows is null.
 */
final class StatusJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private StatusJson() {}

  static String of(Verdict verdict) {
    var document = JSON.createObjectNode().put("verdict", verdict.label());
    var problems = document.putArray("problems");
    for (var problem : verdict.problems()) {
      problems
          .addObject()
          .put("status", problem.broken() ? "broken" : "degraded")
          .put("what", problem.what())
          .put("command", problem.command());
    }
    verdict.status().ifPresent(status -> add(document, status));
    var lines = document.putArray("lines");
    verdict.lines().forEach(line -> lines.add(line(line)));
    try {
      return JSON.writeValueAsString(document) + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can be written", e);
    }
  }

  private static void add(ObjectNode document, FeedStatus status) {
    var warehouse = status.warehouse();
    document
        .put("lag_seconds", seconds(status.lag()))
        .put("lag_bytes", status.lagBytes())
        .put("refused_rows", warehouse.refusedRows())
        .put("primary_error", status.primaryError());
    document
        .putObject("subscription")
        .put("subscribed", warehouse.subscribed())
        .put("enabled", warehouse.enabled())
        .put("applying", warehouse.applying())
        .put("tables_copied", warehouse.copied())
        .put("tables", warehouse.tables())
        .put("applied_to", warehouse.appliedTo())
        .put("apply_errors", warehouse.applyErrors())
        .put("copy_errors", warehouse.copyErrors());
    var watermark = warehouse.watermark();
    document
        .putObject("watermark")
        .put("batch", watermark.batch())
        .put("visible_for_seconds", seconds(watermark.age()))
        .put("exposure_arrival", watermark.exposureTo())
        .put("event_arrival", watermark.eventTo())
        .put("waiting_facts", watermark.waitingFacts());
    document
        .putObject("views")
        .put("refreshed_for_seconds", seconds(warehouse.views().age()))
        .put("batch", warehouse.views().batch());
    document.set("slot", slot(status.slot()));
    document.set("apply_error", applyError(status.applyProblem()));
    document.set("rollup_error", rollupError(warehouse.rollupProblem()));
    document.set("resume", resume(status.resume()));
  }

  /** How the feed went on after a failover. */
  static @Nullable ObjectNode resume(@Nullable ResumeVerdict resume) {
    if (resume == null) {
      return null;
    }
    var endedAt = resume.endedAt();
    return JSON.createObjectNode()
        .put("verdict", resume.verdict())
        .put("way", resume.way())
        .put("from_timeline", resume.fromTimeline())
        .put("to_timeline", resume.toTimeline())
        .put("began_at", resume.beganAt().toString())
        .put("ended_at", endedAt == null ? null : endedAt.toString())
        .put("hours_compared", resume.hoursCompared())
        .put("hours_differed", resume.hoursDiffered())
        .put("hours_differ", resume.hoursDiffer())
        .put("tables_differ", resume.tablesDiffer())
        .put("missing", resume.missing())
        .put("phantoms", resume.phantoms())
        .put("renamed", resume.renamed());
  }

  private static ObjectNode line(LineState line) {
    var told =
        JSON.createObjectNode()
            .put("line", line.line())
            .put("running", line.running())
            .put("dead_letters", line.deadLetters())
            .put("quarantined_batches", line.quarantinedBatches());
    var stations = told.putArray("stations");
    for (var station : line.stations()) {
      stations
          .addObject()
          .put("station", station.station())
          .put("workers", station.workers())
          .put("rows_per_second", station.rowsPerSecond())
          .put("busy_share", station.busyShare())
          .put("waiting", station.waiting())
          .put("room", station.room());
    }
    return told;
  }

  private static @Nullable ObjectNode slot(@Nullable SlotState slot) {
    return slot == null
        ? null
        : JSON.createObjectNode()
            .put("name", slot.name())
            .put("active", slot.active())
            .put("wal_status", slot.walStatus())
            .put("retained_bytes", slot.retainedBytes())
            .put("safe_bytes", slot.safeBytes())
            .put("keep_bytes", slot.keepBytes());
  }

  private static @Nullable ObjectNode applyError(@Nullable ApplyProblem problem) {
    if (problem == null) {
      return null;
    }
    var error =
        JSON.createObjectNode()
            .put("finish_lsn", problem.finishLsn())
            .put("changes", problem.changes())
            .put("can_be_skipped", problem.factsOnly());
    var failure = problem.failure();
    if (failure != null) {
      error
          .put("table", failure.table())
          .put("code", failure.code())
          .put("detail", failure.detail())
          .set("row", failure.row());
    }
    return error;
  }

  private static @Nullable ObjectNode rollupError(WarehouseState.@Nullable RollupProblem problem) {
    return problem == null
        ? null
        : JSON.createObjectNode()
            .put("detail", problem.detail())
            .put("since_seconds", seconds(problem.age()));
  }

  private static @Nullable Double seconds(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis() / 1000.0;
  }
}
