package io.splitplot.etl.feed;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a failover would find the feed's slot at the standby, which PostgreSQL 17 and later can
 * keep in step there.
 *
 * <p>Standbys are asked when the primary's address names them, too. Whoever has none has no
 * problem; nor has one that is older, where the feed is stitched to the new primary.
 */
final class FailoverSlots {
  private FailoverSlots() {}

  /** None when all is set, or nothing is to be set. */
  static List<FeedProblem> problems(Publisher publisher) {
    var problems = new ArrayList<FeedProblem>();
    for (var server : publisher.each()) {
      try (var connection = server.connect()) {
        if (connection.getMetaData().getDatabaseMajorVersion() >= Subscription.FAILOVER_VERSION) {
          look(connection, server, problems);
        }
      } catch (SQLException _) {
        // Whether the primary answers is told elsewhere; what does not answer is no candidate now.
      }
    }
    return problems;
  }

  private static void look(Connection connection, Publisher server, List<FeedProblem> problems)
      throws SQLException {
    try (var statement = connection.prepareStatement(QUERY)) {
      statement.setString(1, server.toString());
      statement.setString(2, Subscription.NAME);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          problems.add(FeedProblem.degraded(row.getString("what"), row.getString("command")));
        }
      }
    }
  }

  /**
   * Whether primary_conninfo has a database is not for everybody to see; that the slot is not kept
   * in step is.
   */
  private static final String QUERY =
      """
      with here as (
        select
          ?::text as server,
          pg_is_in_recovery() as is_standby,
          coalesce(s.failover, false) as is_failover,
          coalesce(s.synced and not s.temporary and s.invalidation_reason is null, false) as is_synced,
          (select string_agg(p.slot_name, ',' order by p.slot_name)
           from pg_replication_slots p
           where p.slot_type = 'physical' and p.active) as standbys
        from (values (1)) one
        left join pg_replication_slots s on s.slot_name = ?
      )
      select
        format('the standby %s has no %s, so the feed''s slot does not survive a failover to it', h.server, p.setting) as what,
        format('psql -d splitplot -c "alter system set %s = %L" -c "select pg_reload_conf()"', p.setting, p.value)
          as command
      from here h
      cross join (
        values ('sync_replication_slots', 'on'), ('hot_standby_feedback', 'on'), ('primary_slot_name', 'a slot of its own')
      ) p(setting, value)
      where h.is_standby and current_setting(p.setting) in ('off', '')
      union all
      select
        format('the standby %s has no copy of the feed''s slot: it needs a dbname in primary_conninfo, or a moment', h.server),
        'psql -d splitplot -c "show primary_conninfo"'
      from here h
      where h.is_standby and not h.is_synced
        and 'off' not in (current_setting('sync_replication_slots'), current_setting('hot_standby_feedback'))
        and current_setting('primary_slot_name') <> ''
      union all
      select
        format('the primary %s has no synchronized_standby_slots, so the feed may be ahead of the standby that is promoted',
          h.server),
        format('psql -d splitplot -c "alter system set synchronized_standby_slots = %L" -c "select pg_reload_conf()"', h.standbys)
      from here h
      where not h.is_standby and h.is_failover and h.standbys is not null
        and current_setting('synchronized_standby_slots') = ''
      """;
}
