package io.splitplot.etl.feed;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The feed's replication slot, if the server has one.
 *
 * @param isActive somebody reads from it
 * @param isLost the server threw away what it would have to send
 * @param isFailover standbys may keep a copy of it (17 and later)
 * @param isSynced it was such a copy, before its server was promoted
 */
record Slot(boolean isActive, boolean isLost, boolean isFailover, boolean isSynced) {
  /** Null when there is none. */
  static @Nullable Slot of(Connection server) throws SQLException {
    try (var statement =
        server.prepareStatement(
            """
            select
              s.active,
              coalesce(s.wal_status = 'lost', false) or to_jsonb(s.*) ->> 'invalidation_reason' is not null as lost,
              coalesce((to_jsonb(s.*) ->> 'failover')::boolean, false) as failover,
              coalesce((to_jsonb(s.*) ->> 'synced')::boolean, false) as synced
            from pg_replication_slots s
            where s.slot_name = ?
            """)) {
      statement.setString(1, Subscription.NAME);
      try (var row = statement.executeQuery()) {
        return row.next()
            ? new Slot(
                row.getBoolean("active"),
                row.getBoolean("lost"),
                row.getBoolean("failover"),
                row.getBoolean("synced"))
            : null;
      }
    }
  }
}
