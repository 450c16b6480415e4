package io.splitplot.etl.feed;

import io.splitplot.etl.EtlException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the feed go on with a primary that was a standby, and that has no slot for it or not one to
 * go on from.
 *
 * <p>What a standby had not received yet is gone, and the warehouse may have it; what the warehouse
 * had not read yet is in no slot. So a slot is made with a snapshot, and by it the warehouse is
 * made what the new primary is, see {@link Stitch}.
 *
 * <p>Whatever is killed: before the commit the warehouse is as it was, with the feed disabled and
 * the resume written down, so that the next start begins it anew; after it all is done.
 */
final class FeedResume {
  private static final Logger LOG = LoggerFactory.getLogger(FeedResume.class);
  private static final Duration HALT_MAX = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);

  private final FeedSettings settings;
  private final Subscription subscription;
  private final Consumer<String> progress;

  FeedResume(FeedSettings settings, Subscription subscription, Consumer<String> progress) {
    this.settings = settings;
    this.subscription = subscription;
    this.progress = progress;
  }

  /**
   * @param warehouse with the lock of the feed
   * @param phantomsMax nothing is done when there are more
   */
  void stitch(Connection warehouse, PrimaryServer server, long phantomsMax) throws SQLException {
    var resume = begin(warehouse, "stitched", server.timeline());
    Subscription.disable(warehouse);
    awaitHalt(warehouse);
    progress.accept("making a slot: waiting for older transactions of the primary");
    try (var slot = ExportedSlot.make(settings.publisher(), server.version())) {
      stitch(warehouse, server, phantomsMax, resume, slot);
    } catch (SQLException | RuntimeException e) {
      dropSlot();
      throw e;
    }
  }

  private void stitch(
      Connection warehouse, PrimaryServer server, long phantomsMax, long resume, ExportedSlot slot)
      throws SQLException {
    try (var primary = settings.publisher().connectForLong()) {
      lookThrough(primary, slot.snapshot());
      warehouse.setAutoCommit(false);
      try {
        var stitch = new Stitch(primary, warehouse, resume, progress);
        stitch.compare(phantomsMax);
        stitch.mend();
        stitch.end(slot.position());
        note(warehouse, server.timeline());
        subscription.recreate(warehouse, server.version());
        warehouse.commit();
      } catch (SQLException | RuntimeException e) {
        warehouse.rollback();
        throw e;
      } finally {
        warehouse.setAutoCommit(true);
      }
    }
  }

  private static void lookThrough(Connection primary, String snapshot) throws SQLException {
    primary.setAutoCommit(false);
    primary.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    primary.setReadOnly(true);
    try (var statement = primary.createStatement()) {
      statement.execute("set transaction snapshot '" + snapshot + "'");
      statement.execute("set local idle_in_transaction_session_timeout = 0");
      statement.execute("set local statement_timeout = 0");
    }
  }

  private static long begin(Connection warehouse, String way, PrimaryServer.Timeline timeline)
      throws SQLException {
    try (var statement =
        warehouse.prepareStatement("select etl.begin_feed_resume(?, ?, ?, ?::pg_lsn)")) {
      statement.setString(1, way);
      statement.setLong(2, timeline.systemIdentifier());
      statement.setInt(3, timeline.number());
      statement.setString(4, timeline.from().asString());
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** The subscription follows that from now on. */
  static void note(Connection warehouse, PrimaryServer.Timeline timeline) throws SQLException {
    try (var statement =
        warehouse.prepareStatement("select etl.note_feed_primary(?, ?, ?::pg_lsn)")) {
      statement.setLong(1, timeline.systemIdentifier());
      statement.setInt(2, timeline.number());
      statement.setString(3, timeline.from().asString());
      statement.execute();
    }
  }

  /** So that it keeps no log of the primary while nobody takes the resume up. */
  private void dropSlot() {
    try {
      subscription.dropSlot();
    } catch (SQLException e) {
      LOG.debug("the slot stays until the resume is taken up", e);
    }
  }

  /** Until no worker applies or copies. */
  private static void awaitHalt(Connection warehouse) throws SQLException {
    var deadlineNanos = System.nanoTime() + HALT_MAX.toNanos();
    while (worksStill(warehouse)) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new SQLException("the workers of the subscription have not ended within a minute");
      }
      rest();
    }
  }

  private static boolean worksStill(Connection warehouse) throws SQLException {
    try (var statement =
        warehouse.prepareStatement(
            """
            select
            from pg_stat_subscription w
            join pg_subscription s on s.oid = w.subid
            where w.pid is not null and s.subname = ?
              and s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
            """)) {
      statement.setString(1, Subscription.NAME);
      try (var row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private static void rest() throws SQLException {
    try {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while the apply worker ends", e);
    }
  }
}
