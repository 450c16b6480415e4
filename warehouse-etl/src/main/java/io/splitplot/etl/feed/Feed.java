package io.splitplot.etl.feed;

import io.splitplot.etl.EtlException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what happens on the primary into the warehouse's reports.
 *
 * <p>The warehouse's server itself reads the primary (logical replication) and stores facts, also
 * while no {@code Feed} runs. A {@code Feed} sets that up, advances the rollups and looks after the
 * days of facts; several may run at once, they take turns.
 */
public final class Feed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
  private static final Duration POLL = Duration.ofMillis(10);

  private static final String MISSING =
      """
      select
        case
          when max(w.pid) is null
          then 'its apply worker does not run, the log of its server tells why'
          when exists (
            select from pg_subscription_rel r
            where r.srsubid = min(w.subid) and r.srsubstate <> 'r')
          then 'tables are still being copied'
          when max(w.latest_end_lsn) >= wanted.position
          then ''
          else format('it has applied %s of %s', max(w.latest_end_lsn), wanted.position)
        end
      from (select ?::pg_lsn as position) wanted
      left join pg_stat_subscription w on w.subname = ? and w.relid is null
      group by wanted.position
      """;

  /** While these last the feed waits, and the reports go on with what is here. */
  private static final Set<String> WAITS_FOR =
      Set.of(
          "SP-FEED-STANDBY",
          "SP-FEED-FORMER-PRIMARY",
          "SP-FEED-OTHER-CLUSTER",
          "SP-FEED-RESUME",
          "SP-FEED-SLOT-TAKEN");

  /** These need somebody to act. */
  private static final Set<String> STAYS_WITH =
      Set.of(Subscription.SLOT_MISSING, "SP-FEED-PHANTOMS");

  private final FeedSettings settings;
  private final Subscription subscription;
  private final ExecutorService comparing =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("splitplot-compare").factory());
  private final RollupLoop rollups;
  private final Heartbeat heartbeat;
  private final Upkeep upkeep;
  private final FactDays days;

  private Feed(FeedSettings settings, boolean waits) {
    this.settings = settings;
    this.subscription = new Subscription(settings);
    this.rollups = RollupLoop.start(settings.warehouse(), settings.pause());
    this.heartbeat = Heartbeat.start(settings.publisher(), this::goOn, waits);
    this.upkeep = Upkeep.start(settings.warehouse());
    this.days = FactDays.start(settings.warehouse());
    if (!waits) {
      compareInBackground();
    }
  }

  /**
   * Makes or re-points the subscription, then keeps the rollups up to date until {@link #close}.
   *
   * @throws EtlException {@code SP-FEED-PRIMARY} the primary is needed and does not answer, {@code
   *     SP-FEED-SLOT-TAKEN} its replication slot is another warehouse's, {@code
   *     SP-FEED-SUBSCRIPTION} PostgreSQL refused. What a failover left behind is logged, told by
   *     {@link #status} and tried again, a lost slot is told: the reports go on with what is here.
   */
  public static Feed start(FeedSettings settings) {
    var waits = false;
    try {
      new Subscription(settings).ensure();
    } catch (EtlException e) {
      waits = WAITS_FOR.contains(e.code()) && isFed(settings);
      if (!waits && !STAYS_WITH.contains(e.code())) {
        throw e;
      }
      LOG.error(e.getMessage());
    }
    return new Feed(settings, waits);
  }

  private static boolean isFed(FeedSettings settings) {
    try (var warehouse = settings.warehouse().getConnection()) {
      return Subscription.isWritten(warehouse);
    } catch (SQLException e) {
      return false;
    }
  }

  /** The primary answers again, and may be another server than before. */
  private void goOn() {
    try {
      subscription.ensure();
    } catch (EtlException e) {
      if (!STAYS_WITH.contains(e.code())) {
        throw e;
      }
      LOG.error(e.getMessage());
    }
    compareInBackground();
  }

  private void compareInBackground() {
    comparing.execute(() -> {
      try {
        subscription.reconcile(LOG::info);
      } catch (SQLException | RuntimeException e) {
        LOG.warn("primary and warehouse could not be compared: {}", e.getMessage());
      }
    });
  }

  /** How the feed is, asked now. */
  public FeedStatus status() throws SQLException {
    return FeedStatus.read(settings);
  }

  /**
   * Waits until everything that was committed on the primary before this call is in the reports.
   *
   * @throws EtlException {@code SP-FEED-LATE} when that takes longer than the limit, {@code
   *     SP-FEED-PRIMARY} when the primary does not answer
   */
  public void caughtUp(Duration limit) throws InterruptedException {
    var deadlineNanos = System.nanoTime() + limit.toNanos();
    var position = mark();
    for (var missing = missing(position); !missing.isEmpty(); missing = missing(position)) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw late(missing, limit);
      }
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    }
    if (!rollups.awaitIdle(deadlineNanos)) {
      var error = rollups.lastError();
      throw late(error == null ? "the rollups are still advancing" : error, limit);
    }
  }

  private static EtlException late(String missing, Duration limit) {
    return new EtlException(
        "SP-FEED-LATE",
        "the warehouse has not caught up with the primary within "
            + limit.toMillis()
            + " ms: "
            + missing);
  }

  /**
   * A position in the primary's log after all its commits so far. The written message also makes
   * the primary flush and send what commits did not wait for.
   */
  private String mark() {
    try (var primary = settings.publisher().connect();
        var statement = primary.createStatement();
        var row =
            statement.executeQuery(
                "select pg_logical_emit_message(true, 'splitplot_feed', 'caught up')")) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new EtlException(
          "SP-FEED-PRIMARY",
          "the primary " + settings.publisher() + " does not answer: " + e.getMessage(),
          e);
    }
  }

  /**
   * What the warehouse still lacks of the position, empty when nothing.
   *
   * <p>The apply worker is one process: when it has confirmed a position, it has applied everything
   * before. Tables that are still being copied have workers of their own.
   */
  private String missing(String position) {
    try (var warehouse = settings.warehouse().getConnection();
        var statement = warehouse.prepareStatement(MISSING)) {
      statement.setString(1, position);
      statement.setString(2, Subscription.NAME);
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    } catch (SQLException e) {
      // The warehouse may be restarting; the caller's limit decides how long that is fine.
      return "the warehouse does not answer: " + e.getMessage();
    }
  }

  /**
   * Ends rollups, heartbeat and upkeep. The subscription stays: the warehouse goes on storing
   * facts.
   */
  @Override
  public void close() {
    days.close();
    upkeep.close();
    heartbeat.close();
    comparing.shutdownNow();
    rollups.close();
  }
}
