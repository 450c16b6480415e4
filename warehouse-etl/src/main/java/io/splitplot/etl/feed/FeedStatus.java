package io.splitplot.etl.feed;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * How the feed is, for health checks and {@code warehouse status}.
 *
 * @param subscribed whether the warehouse has the subscription and it is enabled
 * @param applying whether the worker that applies the primary's changes runs
 * @param tablesCopied how many of the published tables have finished their initial copy
 * @param tables how many tables the subscription has
 * @param lagBytes what the primary has written and the warehouse has not applied; null when the
 *     primary did not answer or nothing was ever applied
 * @param lag age of the newest position that the warehouse has confirmed, zero when it has all;
 *     null as for {@code lagBytes}
 * @param batch the newest batch of the rollups, 0 before the first
 * @param visibleAt since when the newest batch can be seen; null before the first
 * @param lastError what went wrong last and is not over yet; null when all is well
 */
public record FeedStatus(
    boolean subscribed,
    boolean applying,
    int tablesCopied,
    int tables,
    @Nullable Long lagBytes,
    @Nullable Duration lag,
    long batch,
    @Nullable Instant visibleAt,
    @Nullable String lastError) {

  /** Everything runs, is copied and has no error; the lag is for the reader to judge. */
  public boolean healthy() {
    return subscribed && applying && tables > 0 && tablesCopied == tables && lastError == null;
  }

  /** Asks both databases; needs no running {@link Feed}, so any process can. */
  public static FeedStatus read(FeedSettings settings) throws SQLException {
    return read(settings, null);
  }

  /**
   * @param rollupError what the rollup loop of this process suffers from; null: nothing
   */
  static FeedStatus read(FeedSettings settings, @Nullable String rollupError) throws SQLException {
    try (var warehouse = settings.warehouse().getConnection();
        var statement = warehouse.prepareStatement(WAREHOUSE)) {
      statement.setString(1, Subscription.NAME);
      try (var row = statement.executeQuery()) {
        row.next();
        var position = Position.read(settings.publisher(), row.getString("applied_to"));
        var idle = position.lagBytes() != null && position.lagBytes() == 0;
        var visibleAt = row.getObject("visible_at", OffsetDateTime.class);
        return new FeedStatus(
            row.getBoolean("subscribed"),
            row.getBoolean("applying"),
            row.getInt("tables_copied"),
            row.getInt("tables"),
            position.lagBytes(),
            idle ? Duration.ZERO : age(row.getObject("age_seconds", Double.class)),
            row.getLong("batch"),
            visibleAt == null ? null : visibleAt.toInstant(),
            rollupError == null ? position.error() : rollupError);
      }
    }
  }

  private static @Nullable Duration age(@Nullable Double seconds) {
    return seconds == null ? null : Duration.ofNanos((long) (Math.max(seconds, 0) * 1e9));
  }

  /** How far the primary is ahead; null with an error when it did not answer. */
  private record Position(@Nullable Long lagBytes, @Nullable String error) {
    static Position read(Publisher publisher, @Nullable String appliedTo) {
      try (var primary = publisher.connect();
          var statement =
              primary.prepareStatement(
                  "select pg_wal_lsn_diff(pg_current_wal_lsn(), ?::pg_lsn)::bigint")) {
        statement.setString(1, appliedTo);
        try (var row = statement.executeQuery()) {
          row.next();
          var ahead = row.getObject(1, Long.class);
          return new Position(ahead == null ? null : Math.max(ahead, 0), null);
        }
      } catch (SQLException e) {
        return new Position(
            null, "the primary " + publisher + " does not answer: " + e.getMessage());
      }
    }
  }

  private static final String WAREHOUSE =
      """
      select
        coalesce(s.subenabled, false) as subscribed,
        w.pid is not null as applying,
        count(r.srrelid) filter (where r.srsubstate = 'r') as tables_copied,
        count(r.srrelid) as tables,
        w.latest_end_lsn as applied_to,
        extract(epoch from clock_timestamp() - w.latest_end_time)::float8 as age_seconds,
        case when isfinite(b.visible_at) then b.batch_id else 0 end as batch,
        nullif(b.visible_at, '-infinity') as visible_at
      from (select ?::text as name) wanted
      left join pg_subscription s
        on s.subname = wanted.name
       and s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
      left join pg_stat_subscription w on w.subid = s.oid and w.relid is null
      left join pg_subscription_rel r on r.srsubid = s.oid
      left join lateral
        (select * from etl.batch order by batch_id desc limit 1) b on true
      group by s.subenabled, w.pid, w.latest_end_lsn, w.latest_end_time, b.batch_id, b.visible_at
      """;
}
