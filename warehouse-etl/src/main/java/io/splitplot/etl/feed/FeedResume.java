package io.splitplot.etl.feed;

import io.splitplot.etl.EtlException;
import io.splitplot.etl.feed.ResumePlan.Way;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the feed go on with a primary that was a standby.
 *
 * <p>What that standby had not received is gone, and the warehouse may have it; what the warehouse
 * had not read is in no slot, unless the slot came along. So a slot is made with a snapshot, and by
 * it the warehouse is made what the new primary is, see {@link Stitch}.
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
   * What is to be done with that server.
   *
   * @throws EtlException {@code SP-FEED-OTHER-CLUSTER}, {@code SP-FEED-FORMER-PRIMARY}, {@code
   *     SP-FEED-STANDBY}: nothing, it is the wrong one
   */
  ResumePlan plan(Connection warehouse, PrimaryServer server) throws SQLException {
    var followed = followed(warehouse);
    switch (Course.of(followed, server)) {
      case SAME, PROMOTED -> {}
      case STANDBY ->
          throw wrong("SP-FEED-STANDBY", "is a standby; the feed waits for its promotion");
      case FORMER ->
          throw wrong(
              "SP-FEED-FORMER-PRIMARY",
              "was the primary before a failover, and the warehouse follows the one after it."
                  + " Nothing was read; point the feed to that one");
      case OTHER_CLUSTER ->
          throw wrong(
              "SP-FEED-OTHER-CLUSTER",
              "is of another cluster than the warehouse was fed from. Nothing was read; if it is"
                  + " the right one, copy what it has, facts that are here stay: "
                  + FeedProblem.RESEED);
    }
    try (var primary = settings.publisher().connect()) {
      return ResumePlan.of(followed, server, Slot.of(primary), running(warehouse));
    }
  }

  private EtlException wrong(String code, String why) {
    return new EtlException(code, "the server " + settings.publisher() + " " + why);
  }

  /**
   * Does it; only the comparison of a slot that came along is left to {@link #reconcile}.
   *
   * @param warehouse with the lock of the feed
   * @param phantomsMax when there are more, nothing is put aside
   */
  void go(Connection warehouse, PrimaryServer server, ResumePlan plan, long phantomsMax)
      throws SQLException {
    if (plan.way() == Way.STITCH) {
      stitch(warehouse, server, phantomsMax);
    } else if (plan.way() == Way.FOLLOW) {
      begin(warehouse, "followed", server.timeline());
      subscription.point(warehouse);
      note(warehouse, server.timeline());
      Subscription.enable(warehouse);
    }
  }

  /** Makes the warehouse what the primary is, by a new slot. */
  void stitch(Connection warehouse, PrimaryServer server, long phantomsMax) throws SQLException {
    var resume = begin(warehouse, "stitched", server.timeline());
    Subscription.disable(warehouse);
    awaitHalt(warehouse);
    progress.accept("making a slot, once older transactions of the primary have ended");
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
      inTransaction(
          warehouse,
          () -> {
            new Stitch(primary, warehouse, resume, progress).run(phantomsMax, slot.position());
            note(warehouse, server.timeline());
            subscription.recreate(warehouse, server.version());
          });
    }
  }

  /**
   * Compares what a feed has that reads on from a slot that came along, if that was not done yet.
   *
   * @return false when it differs, and has to be stitched
   */
  boolean reconcile(Connection warehouse) throws SQLException {
    if (!"followed".equals(running(warehouse))) {
      return true;
    }
    progress.accept("comparing the facts of each hour while the feed goes on");
    var resume = number(warehouse);
    inTransaction(warehouse, () -> new Reconcile(settings, warehouse, resume).run());
    return isEqual(warehouse, resume);
  }

  private interface Work {
    void run() throws SQLException;
  }

  private static void inTransaction(Connection warehouse, Work work) throws SQLException {
    warehouse.setAutoCommit(false);
    try {
      work.run();
      warehouse.commit();
    } catch (SQLException | RuntimeException e) {
      warehouse.rollback();
      throw e;
    } finally {
      warehouse.setAutoCommit(true);
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

  /** What the subscription follows; null: nobody has noted it. */
  static PrimaryServer.@Nullable Timeline followed(Connection warehouse) throws SQLException {
    try (var statement = warehouse.createStatement();
        var row =
            statement.executeQuery(
                "select p.system_identifier, p.timeline, p.timeline_from::text from etl.feed_primary p")) {
      return row.next()
          ? new PrimaryServer.Timeline(
              row.getLong(1), row.getInt(2), LogSequenceNumber.valueOf(row.getString(3)))
          : null;
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

  /**
   * The way of a resume that was begun and has not ended, or found differences and was to be done
   * the other way; null: there is none.
   */
  private static @Nullable String running(Connection warehouse) throws SQLException {
    try (var statement = warehouse.createStatement();
        var row =
            statement.executeQuery(
                """
                select case when r.verdict = 'running' then r.way else 'stitched' end
                from (select * from etl.feed_resume order by feed_resume_id desc limit 1) r
                where r.verdict = 'running' or (r.verdict = 'different' and r.way = 'followed')
                """)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  private static long number(Connection warehouse) throws SQLException {
    try (var statement = warehouse.createStatement();
        var row =
            statement.executeQuery(
                "select r.feed_resume_id from etl.feed_resume r where r.verdict = 'running'")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static boolean isEqual(Connection warehouse, long resume) throws SQLException {
    try (var statement =
        warehouse.prepareStatement(
            "select from etl.feed_resume r where r.feed_resume_id = ? and r.verdict = 'equal'")) {
      statement.setLong(1, resume);
      try (var row = statement.executeQuery()) {
        return row.next();
      }
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
