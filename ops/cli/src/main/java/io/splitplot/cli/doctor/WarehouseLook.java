package io.splitplot.cli.doctor;

import static io.splitplot.cli.doctor.DatabaseLook.one;
import static io.splitplot.cli.doctor.DatabaseLook.part;

import io.splitplot.cli.installation.Login;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Looks at the warehouse. */
final class WarehouseLook {
  private static final String FEED =
      """
      select
        s.oid is not null as is_subscribed,
        coalesce(s.subenabled, false) as is_enabled,
        w.pid is not null as is_applying,
        extract(epoch from clock_timestamp() - w.latest_end_time)::float8 as seconds,
        (select count(*) from pg_subscription_rel r where r.srsubid = s.oid and r.srsubstate = 'r')
          as copied,
        (select count(*) from pg_subscription_rel r where r.srsubid = s.oid) as tables
      from (select 'splitplot_feed' as name) feed
      left join pg_subscription s
        on s.subname = feed.name
       and s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
      left join pg_stat_subscription w on w.subid = s.oid and w.relid is null
      """;

  /** Counts no further than anybody wants to know. */
  private static final String ROLLUPS =
      """
      select
        (select count(*) from (
           select from fact.exposure x where x.source = 0 and x.arrival > b.feed_exposure_to
           limit 100000) waiting)
        + (select count(*) from (
           select from fact.event e where e.source = 0 and e.arrival > b.feed_event_to
           limit 100000) waiting) as waiting,
        extract(epoch from clock_timestamp() - nullif(b.visible_at, '-infinity'))::float8 as seconds
      from (select * from etl.batch order by batch_id desc limit 1) b
      """;

  private WarehouseLook() {}

  static View.Warehouse at(Login login) throws SQLException {
    try (var connection = DatabaseLook.connections(login).getConnection()) {
      var database = DatabaseLook.at(connection);
      return new View.Warehouse(
          database, part(() -> feed(connection)), part(() -> rollups(connection)));
    }
  }

  private static View.Feed feed(Connection connection) throws SQLException {
    return one(
        connection,
        FEED,
        row ->
            new View.Feed(
                row.getBoolean("is_subscribed"),
                row.getBoolean("is_enabled"),
                row.getBoolean("is_applying"),
                seconds(row),
                row.getInt("copied"),
                row.getInt("tables")));
  }

  private static View.Rollups rollups(Connection connection) throws SQLException {
    return one(connection, ROLLUPS, row -> new View.Rollups(row.getLong("waiting"), seconds(row)));
  }

  private static Optional<Duration> seconds(ResultSet row) throws SQLException {
    var seconds = row.getDouble("seconds");
    return row.wasNull()
        ? Optional.empty()
        : Optional.of(Duration.ofMillis((long) (seconds * 1000)));
  }
}
