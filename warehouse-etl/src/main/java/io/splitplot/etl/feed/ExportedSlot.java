package io.splitplot.etl.feed;

import io.splitplot.etl.EtlException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A new slot of the feed with a snapshot of the primary: the snapshot is what the primary had where
 * the slot begins. It is there until {@link #close}, the slot stays.
 *
 * @param position where the slot begins
 */
record ExportedSlot(Connection replication, String position, String snapshot)
    implements AutoCloseable {
  private static final Duration FREE_MAX = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);

  /**
   * Makes it, in the place of one that is there and that nobody reads. Waits for transactions of
   * the primary that are older.
   *
   * @throws EtlException {@code SP-FEED-SLOT-TAKEN} when somebody reads from one of that name
   */
  static ExportedSlot make(Publisher publisher, int version) throws SQLException {
    awaitUnused(publisher);
    Subscription.dropSlot(publisher);
    var replication = publisher.connectForReplication();
    try (var statement = replication.createStatement();
        var row =
            statement.executeQuery(
                "CREATE_REPLICATION_SLOT "
                    + Subscription.NAME
                    + " LOGICAL pgoutput (SNAPSHOT 'export'"
                    + (version >= Subscription.FAILOVER_VERSION ? ", FAILOVER true" : "")
                    + ")")) {
      row.next();
      return new ExportedSlot(
          replication, row.getString("consistent_point"), row.getString("snapshot_name"));
    } catch (SQLException e) {
      replication.close();
      throw e;
    }
  }

  /** Our own worker may hold it for a moment longer. */
  private static void awaitUnused(Publisher publisher) throws SQLException {
    var deadlineNanos = System.nanoTime() + FREE_MAX.toNanos();
    try (var primary = publisher.connect()) {
      for (var slot = Slot.of(primary); slot != null && slot.isActive(); slot = Slot.of(primary)) {
        if (System.nanoTime() - deadlineNanos > 0) {
          throw new EtlException(
              "SP-FEED-SLOT-TAKEN",
              "somebody reads from the replication slot "
                  + Subscription.NAME
                  + " of the primary "
                  + publisher
                  + ", another warehouse perhaps; stop that reader");
        }
        rest();
      }
    }
  }

  private static void rest() throws SQLException {
    try {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while the slot's reader ends", e);
    }
  }

  @Override
  public void close() throws SQLException {
    replication.close();
  }
}
