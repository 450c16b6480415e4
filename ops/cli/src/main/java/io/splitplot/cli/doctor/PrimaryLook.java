package io.splitplot.cli.doctor;

import static io.splitplot.cli.doctor.DatabaseLook.one;
import static io.splitplot.cli.doctor.DatabaseLook.part;

import io.splitplot.cli.installation.Login;
import io.splitplot.etl.feed.SlotState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Looks at the primary. */
final class PrimaryLook {
  private static final String FACT_DAYS =
      """
      with day as (
        select (current_timestamp at time zone 'UTC')::date as today
      ), kept as (
        select p.day from splitplot.fact_partition p group by p.day having count(*) = 2
      )
      select
        exists (select from kept k where k.day = d.today) as has_today,
        (select min(n) - 1 from generate_series(1, 100) n
         where not exists (select from kept k where k.day = d.today + n)) as days_ahead,
        coalesce(
          (select greatest(d.today - min(k.day) - ceil(extract(epoch from s.facts_kept) / 86400) - 1, 0)
           from kept k where s.facts_kept is not null),
          0) as facts_overdue,
        coalesce(
          (select greatest(
             d.today - least(
               (select min(x.received_on) from splitplot.exposure_id x),
               (select min(e.received_on) from splitplot.event_id e))
             - ceil(extract(epoch from s.ids_kept) / 86400) - 1, 0)),
          0) as ids_overdue
      from day d, splitplot.fact_setting s
      """;

  private static final String KEYS =
      """
      select
        count(*) as good,
        coalesce(
          (array_agg(k.name order by k.expires_at)
             filter (where k.expires_at < now() + interval '7 days' and k.superseded_at is null))[1:5],
          '{}') as expiring
      from splitplot.api_key k
      where k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      """;

  private PrimaryLook() {}

  static View.Primary at(Login login) throws SQLException {
    try (var connection = DatabaseLook.connections(login).getConnection()) {
      var database = DatabaseLook.at(connection);
      return one(
          connection,
          """
          select
            pg_is_in_recovery() as is_standby,
            current_setting('default_transaction_read_only')::boolean as is_read_only
          """,
          row ->
              new View.Primary(
                  database,
                  row.getBoolean("is_standby"),
                  row.getBoolean("is_read_only"),
                  part(() -> factDays(connection)),
                  part(() -> refusedLately(connection)),
                  part(() -> keys(connection)),
                  part(() -> SlotState.all(connection))));
    }
  }

  private static View.FactDays factDays(Connection connection) throws SQLException {
    return one(
        connection,
        FACT_DAYS,
        row ->
            new View.FactDays(
                row.getBoolean("has_today"),
                row.getInt("days_ahead"),
                row.getInt("facts_overdue"),
                row.getInt("ids_overdue")));
  }

  private static long refusedLately(Connection connection) throws SQLException {
    return one(
        connection,
        """
        select count(*)
        from splitplot.refused_fact r
        where r.refused_at > now() - interval '1 day'
        """,
        row -> row.getLong(1));
  }

  private static View.Keys keys(Connection connection) throws SQLException {
    return one(
        connection,
        KEYS,
        row ->
            new View.Keys(
                row.getInt("good"), List.of((String[]) row.getArray("expiring").getArray())));
  }
}
