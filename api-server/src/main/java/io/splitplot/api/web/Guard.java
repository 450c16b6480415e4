package io.splitplot.api.web;

import io.splitplot.api.json.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What every change of an experiment comes with.
 *
 * @param version the version that was read; null: whatever it is by now
 * @param reason why, for the audit log; null: not said
 */
public record Guard(@Nullable Integer version, @Nullable String reason) {
  /** The field of a body that has the reason. */
  public static final String REASON = "reason";

  private static final int REASON_BYTES_MAX = 4000;

  /** Reads the header If-Match, and the reason from a body. */
  public static Guard of(Call call, Fields fields) {
    return new Guard(
        call.expectedVersion("experiment_changed").orElse(null),
        fields.optionalText(REASON, REASON_BYTES_MAX).orElse(null));
  }
}
