package io.splitplot.api.batch;

import java.time.Duration;

/**
 * How facts are taken in. The bounds of the buffer and of a group hold for each kind of fact.
 *
 * @param commitWait how long a group waits for more requests before it is stored; zero: what comes
 *     while one group is stored makes the next one
 * @param groupRows facts that are stored in one transaction; a request is never divided
 * @param groupBytes the same in bytes
 * @param bufferRows facts that may wait; beyond that they are refused
 * @param bufferBytes the same in bytes
 * @param storeMax how long the primary may take for a group, and to be connected to
 * @param answerMax how long a request waits to be stored
 * @param spoolBytes size that the spool may grow to
 * @param spoolAge age of the oldest fact in the spool beyond which it takes no more
 */
public record IngestSettings(
    Duration commitWait,
    int groupRows,
    long groupBytes,
    int bufferRows,
    long bufferBytes,
    Duration storeMax,
    Duration answerMax,
    long spoolBytes,
    Duration spoolAge) {

  private static final long MEBIBYTE = 1024 * 1024;

  /** The usual bounds: what waits takes a small part of a heap of 256 MiB. */
  public static IngestSettings usual() {
    return new IngestSettings(
        Duration.ZERO,
        1000,
        2 * MEBIBYTE,
        20_000,
        8 * MEBIBYTE,
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        1024 * MEBIBYTE,
        Duration.ofDays(7));
  }

  /** The same with another wait and another number of facts that may wait. */
  public IngestSettings withBuffer(Duration otherWait, int otherRows) {
    return new IngestSettings(
        otherWait,
        groupRows,
        groupBytes,
        otherRows,
        bufferBytes,
        storeMax,
        answerMax,
        spoolBytes,
        spoolAge);
  }

  /** The same with other limits of the time that the primary may take and that a request waits. */
  public IngestSettings withPatience(Duration otherStoreMax, Duration otherAnswerMax) {
    return new IngestSettings(
        commitWait,
        groupRows,
        groupBytes,
        bufferRows,
        bufferBytes,
        otherStoreMax,
        otherAnswerMax,
        spoolBytes,
        spoolAge);
  }

  /** The same with other bounds of the spool. */
  public IngestSettings withSpool(long otherBytes, Duration otherAge) {
    return new IngestSettings(
        commitWait,
        groupRows,
        groupBytes,
        bufferRows,
        bufferBytes,
        storeMax,
        answerMax,
        otherBytes,
        otherAge);
  }
}
