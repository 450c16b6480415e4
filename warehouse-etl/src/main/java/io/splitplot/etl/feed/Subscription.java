package io.splitplot.etl.feed;

import io.splitplot.etl.EtlException;
import io.splitplot.etl.feed.ResumePlan.Way;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The warehouse's logical subscription to the primary: made once, re-pointed when the primary
 * moves.
 *
 * <p>It is made in steps that can be interrupted anywhere and taken up by the next start: the
 * subscription is written down first (not connected), then the slot is made on the primary, then
 * the tables are copied. So a slot without a written subscription is somebody else's, and we never
 * take it: reading from it would lose that warehouse's facts. Making the slot apart from the
 * subscription also lets both databases live on one server, where PostgreSQL's own order hangs.
 */
final class Subscription {
  static final String NAME = "splitplot_feed";
  static final String SLOT_MISSING = "SP-FEED-SLOT-MISSING";
  static final String PUBLICATION = "splitplot_warehouse";

  /** From this version on a slot can be kept at standbys, too. */
  static final int FAILOVER_VERSION = 17;

  /** More lost facts than a failover loses: somebody should look before they are put aside. */
  private static final long PHANTOMS_UNASKED = 1_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

  /** What the warehouse knows of the subscription. */
  private record Written(String conninfo, boolean hasTables) {}

  private final FeedSettings settings;

  Subscription(FeedSettings settings) {
    this.settings = settings;
  }

  /** Afterwards the subscription exists, points to the publisher and is enabled. */
  void ensure() {
    try {
      locked(warehouse -> {
        ensure(warehouse);
        return this;
      });
    } catch (SQLException e) {
      throw new EtlException(
          "SP-FEED-SUBSCRIPTION",
          "the warehouse cannot subscribe to the primary "
              + settings.publisher()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** What is done to the subscription, on a connection to the warehouse. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection warehouse) throws SQLException;
  }

  /** Of several at a time, also in other processes, one works. */
  <T> T locked(Work<T> work) throws SQLException {
    try (var warehouse = settings.warehouse().getConnection()) {
      warehouse.setAutoCommit(true);
      run(warehouse, "select pg_advisory_lock(hashtext('splitplot.feed'))");
      try {
        return work.on(warehouse);
      } finally {
        run(warehouse, "select pg_advisory_unlock(hashtext('splitplot.feed'))");
      }
    }
  }

  /** Whether the warehouse has made it, so that the slot is its own. */
  static boolean isWritten(Connection warehouse) throws SQLException {
    return read(warehouse).isPresent();
  }

  static void enable(Connection warehouse) throws SQLException {
    run(warehouse, "alter subscription " + NAME + " enable");
  }

  static void disable(Connection warehouse) throws SQLException {
    run(warehouse, "alter subscription " + NAME + " disable");
  }

  /** The transaction that finishes there is left out when it comes. */
  static void skip(Connection warehouse, String finishLsn) throws SQLException {
    try (var statement =
        warehouse.prepareStatement(
            "select format('alter subscription %I skip (lsn = %L)', ?, ?)")) {
      statement.setString(1, NAME);
      statement.setString(2, finishLsn);
      try (var row = statement.executeQuery()) {
        row.next();
        run(warehouse, row.getString(1));
      }
    }
  }

  /** What {@link #resume} would do. */
  ResumePlan plan() throws SQLException {
    return locked(warehouse -> {
      requireWritten(warehouse);
      var server = PrimaryServer.ask(settings.publisher());
      return new FeedResume(settings, this, _ -> {}).plan(warehouse, server);
    });
  }

  /** Goes on with the primary as it is now, however much that puts aside. */
  void resume(Consumer<String> progress) throws SQLException {
    var resume = new FeedResume(settings, this, progress);
    locked(warehouse -> {
      requireWritten(warehouse);
      var server = PrimaryServer.ask(settings.publisher());
      resume.go(warehouse, server, resume.plan(warehouse, server), Long.MAX_VALUE);
      return this;
    });
    reconcile(progress, Long.MAX_VALUE);
  }

  /** Compares what is to be compared after a failover, beside the feed, and mends it. */
  void reconcile(Consumer<String> progress) throws SQLException {
    reconcile(progress, PHANTOMS_UNASKED);
  }

  private void reconcile(Consumer<String> progress, long phantomsMax) throws SQLException {
    var resume = new FeedResume(settings, this, progress);
    try (var warehouse = settings.warehouse().getConnection()) {
      warehouse.setAutoCommit(true);
      if (resume.reconcile(warehouse)) {
        return;
      }
    }
    progress.accept("primary and warehouse differ");
    locked(warehouse -> {
      resume.stitch(warehouse, PrimaryServer.ask(settings.publisher()), phantomsMax);
      return this;
    });
  }

  static void requireWritten(Connection warehouse) throws SQLException {
    if (!isWritten(warehouse)) {
      throw new EtlException(
          "SP-FEED-REPAIR", "the warehouse has no subscription; start it: ./splitplot serve");
    }
  }

  /** Takes the slot away, unless it is gone. Nobody must read from it. */
  void dropSlot() throws SQLException {
    dropSlot(settings.publisher());
  }

  static void dropSlot(Publisher publisher) throws SQLException {
    try (var primary = publisher.connect();
        var statement =
            primary.prepareStatement(
                """
                select pg_drop_replication_slot(s.slot_name)
                from pg_replication_slots s
                where s.slot_name = ?
                """)) {
      statement.setString(1, NAME);
      statement.execute();
    }
  }

  private void ensure(Connection warehouse) throws SQLException {
    var written = read(warehouse);
    var fed = written.isPresent() && written.get().hasTables();
    var server = ask(fed);
    if (server == null) {
      return;
    }
    var resume = new FeedResume(settings, this, LOG::info);
    var plan = resume.plan(warehouse, server);
    if (written.isPresent() && plan.isFailover() && plan.way() != Way.RECONCILE) {
      LOG.warn(
          "the primary {} was promoted, timeline {}: {}",
          settings.publisher(),
          plan.toTimeline(),
          plan.sentence());
      goOn(() -> resume.go(warehouse, server, plan, PHANTOMS_UNASKED));
    } else {
      follow(warehouse, written, server);
    }
    run(warehouse, "alter subscription " + NAME + " refresh publication with (copy_data = true)");
  }

  private interface Step {
    void run() throws SQLException;
  }

  private static void goOn(Step step) {
    try {
      step.run();
    } catch (SQLException e) {
      throw new EtlException(
          "SP-FEED-RESUME",
          "the feed could not go on after a failover of the primary, and will be tried again: "
              + e.getMessage(),
          e);
    }
  }

  /** As it was, or for the first time. */
  private void follow(Connection warehouse, Optional<Written> written, PrimaryServer server)
      throws SQLException {
    try (var primary = settings.publisher().connect()) {
      var slot = Slot.of(primary);
      if (written.isEmpty()) {
        refuseForeignSlot(slot);
        create(warehouse);
      }
      ensureSlot(primary, slot, written.isPresent() && written.get().hasTables(), server.version());
    }
    FeedResume.note(warehouse, server.timeline());
    point(warehouse);
    enable(warehouse);
  }

  /** Null when the primary does not answer and need not: the apply worker goes on trying. */
  private @Nullable PrimaryServer ask(boolean fed) {
    try {
      return PrimaryServer.ask(settings.publisher());
    } catch (SQLException e) {
      if (fed) {
        LOG.warn("the feed waits for the primary {}: {}", settings.publisher(), e.getMessage());
        return null;
      }
      throw new EtlException(
          "SP-FEED-PRIMARY",
          "the feed cannot be set up, because the primary "
              + settings.publisher()
              + " does not answer: "
              + e.getMessage(),
          e);
    }
  }

  private static void refuseForeignSlot(@Nullable Slot slot) {
    if (slot != null) {
      throw new EtlException(
          "SP-FEED-SLOT-TAKEN",
          "the primary has a replication slot "
              + NAME
              + (slot.isActive() ? ", in use," : "")
              + " that this warehouse did not make: another warehouse reads from it, or an"
              + " earlier one left it behind. When no warehouse needs it any more, run on the"
              + " primary: select pg_drop_replication_slot('"
              + NAME
              + "')");
    }
  }

  private static void ensureSlot(
      Connection primary, @Nullable Slot slot, boolean wasFed, int primaryVersion)
      throws SQLException {
    if (slot == null && !wasFed) {
      var failover = primaryVersion >= FAILOVER_VERSION ? ", failover => true" : "";
      run(
          primary,
          "select pg_create_logical_replication_slot('" + NAME + "', 'pgoutput'" + failover + ")");
    } else if (slot == null || slot.isLost()) {
      throw new EtlException(
          SLOT_MISSING,
          "the primary has "
              + (slot == null ? "no" : "lost the changes of the")
              + " replication slot "
              + NAME
              + ", so changes since the warehouse stopped reading cannot be sent any more. Copy"
              + " everything anew, facts that are stored already stay: "
              + FeedProblem.RESEED);
    }
  }

  /**
   * Makes it anew in the caller's transaction, on a slot that the primary has: what was applied is
   * forgotten, so the slot alone says where it goes on. It is enabled, and no table is copied.
   */
  void recreate(Connection warehouse, int primaryVersion) throws SQLException {
    run(warehouse, "alter subscription " + NAME + " set (slot_name = none)");
    run(warehouse, "drop subscription " + NAME);
    // Connected, so that it knows its tables at once: changes of tables that it does not know are
    // left out.
    executeHidden(
        warehouse,
        "create subscription "
            + NAME
            + " connection %L publication "
            + PUBLICATION
            + " with (create_slot = false, copy_data = false, slot_name = "
            + NAME
            + ", streaming = off"
            + (version(warehouse) >= FAILOVER_VERSION
                ? ", failover = " + (primaryVersion >= FAILOVER_VERSION)
                : "")
            + ")");
  }

  private static int version(Connection database) throws SQLException {
    return database.getMetaData().getDatabaseMajorVersion();
  }

  private void create(Connection warehouse) throws SQLException {
    // streaming = off: rows arrive in commit order, one transaction after another.
    execute(
        warehouse,
        "create subscription "
            + NAME
            + " connection %L publication "
            + PUBLICATION
            + " with (connect = false, slot_name = "
            + NAME
            + ", streaming = off)");
  }

  /** To the primary of the settings. */
  void point(Connection warehouse) throws SQLException {
    var conninfo = read(warehouse).map(Written::conninfo).orElse("");
    if (!conninfo.equals(settings.publisher().conninfo())) {
      execute(warehouse, "alter subscription " + NAME + " connection %L");
    }
  }

  private void execute(Connection warehouse, String template) throws SQLException {
    warehouse.setAutoCommit(false);
    try {
      executeHidden(warehouse, template);
      warehouse.commit();
    } catch (SQLException e) {
      warehouse.rollback();
      throw e;
    } finally {
      warehouse.setAutoCommit(true);
    }
  }

  /**
   * Runs a statement with the connection string in it, and keeps it out of the server's log for the
   * rest of the transaction.
   */
  private void executeHidden(Connection warehouse, String template) throws SQLException {
    try (var statement =
        warehouse.prepareStatement(
            """
            select
              format(?, ?),
              set_config('log_statement', 'none', true),
              set_config('log_min_duration_statement', '-1', true),
              set_config('log_min_error_statement', 'panic', true)
            """)) {
      statement.setString(1, template);
      statement.setString(2, settings.publisher().conninfo());
      try (var row = statement.executeQuery()) {
        row.next();
        run(warehouse, row.getString(1));
      }
    }
  }

  private static Optional<Written> read(Connection warehouse) throws SQLException {
    return read(
        warehouse,
        """
        select
          s.subconninfo,
          exists (select from pg_subscription_rel r where r.srsubid = s.oid)
        from pg_subscription s
        join pg_database d on d.oid = s.subdbid
        where s.subname = ? and d.datname = current_database()
        """,
        row -> new Written(row.getString(1), row.getBoolean(2)));
  }

  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** The row about our name, if there is one. */
  private static <T> Optional<T> read(Connection database, String query, Reader<T> reader)
      throws SQLException {
    try (var statement = database.prepareStatement(query)) {
      statement.setString(1, NAME);
      try (var row = statement.executeQuery()) {
        return row.next() ? Optional.of(reader.read(row)) : Optional.empty();
      }
    }
  }

  private static void run(Connection database, String statement) throws SQLException {
    try (var running = database.createStatement()) {
      running.execute(statement);
    }
  }
}
