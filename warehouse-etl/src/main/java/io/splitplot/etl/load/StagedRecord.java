package io.splitplot.etl.load;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code pg_temp.import_record}: what one line gives, or why it gives nothing. */
record StagedRecord(
    String kind,
    @Nullable String columnName,
    @Nullable String reason,
    @Nullable UUID id,
    @Nullable String unitId,
    @Nullable Integer variantId,
    @Nullable Instant occurredAt,
    @Nullable String name,
    @Nullable BigDecimal value,
    @Nullable String orderKey,
    @Nullable Long amountMinor,
    @Nullable String currency) {

  static StagedRecord bad(@Nullable String columnName, String reason) {
    return new StagedRecord(
        "bad", columnName, reason, null, null, null, null, null, null, null, null, null);
  }

  static StagedRecord exposure(
      String columnName, UUID id, String unitId, int variantId, Instant occurredAt) {
    return new StagedRecord(
        "exposure",
        columnName,
        null,
        id,
        unitId,
        variantId,
        occurredAt,
        null,
        null,
        null,
        null,
        null);
  }

  /**
   * @param kind {@code outcome} or {@code covariate}
   * @param occurredAt null: made from the unit's first exposure
   */
  static StagedRecord measured(
      String kind,
      String columnName,
      UUID id,
      String unitId,
      @Nullable Instant occurredAt,
      String name,
      BigDecimal value) {
    return new StagedRecord(
        kind, columnName, null, id, unitId, null, occurredAt, name, value, null, null, null);
  }

  static StagedRecord event(
      UUID id,
      String unitId,
      Instant occurredAt,
      String name,
      @Nullable BigDecimal value,
      @Nullable String orderKey,
      @Nullable Long amountMinor,
      @Nullable String currency) {
    return new StagedRecord(
        "event",
        null,
        null,
        id,
        unitId,
        null,
        occurredAt,
        name,
        value,
        orderKey,
        amountMinor,
        currency);
  }
}
