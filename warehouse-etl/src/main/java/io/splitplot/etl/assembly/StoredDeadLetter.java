package io.splitplot.etl.assembly;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as the warehouse has it.
 *
 * @param batchId the batch that it was read in
 * @param place line of the file on which the row begins, or number of the row
 * @param station decode, check, transform or gate
 * @param field the column that is wrong; null: the row as a whole
 * @param header names of the columns, of a row of CSV
 * @param payload the row; bytes that are no UTF-8 are shown as a replacement character
 * @param attempts how often it has failed
 * @param replayedBy the batch that took it in after all; null: none did
 * @param dismissed that nobody wants it; null: nobody said so
 */
public record StoredDeadLetter(
    long id,
    String line,
    long batchId,
    String origin,
    long place,
    String station,
    String code,
    @Nullable String field,
    String reason,
    String format,
    List<String> header,
    String payload,
    Instant firstSeenAt,
    Instant lastSeenAt,
    int attempts,
    @Nullable Long replayedBy,
    @Nullable Dismissal dismissed) {
  /** When, who and why. */
  public record Dismissal(Instant at, String by, String reason) {}

  /** What became of it: it waits, or was replayed or dismissed. */
  public String state() {
    if (replayedBy != null) {
      return "replayed";
    }
    return dismissed == null ? "waiting" : "dismissed";
  }
}
