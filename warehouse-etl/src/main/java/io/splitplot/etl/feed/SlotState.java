package io.splitplot.etl.feed;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replication slot of the primary: a row of the view {@code splitplot.slot_state}, which says
 * what each part means.
 *
 * @param unconfirmedBytes what the primary has written and the slot's reader has not confirmed;
 *     null for a slot of physical replication
 * @param safeBytes null: it cannot be lost, or is
 * @param keepBytes null: there is no limit
 */
public record SlotState(
    String name,
    boolean active,
    String walStatus,
    long retainedBytes,
    @Nullable Long unconfirmedBytes,
    @Nullable Long safeBytes,
    @Nullable Long keepBytes) {

  /** All slots of the primary. */
  public static List<SlotState> all(Connection primary) throws SQLException {
    return all(primary, null);
  }

  /**
   * @param appliedTo a position that the warehouse has applied, which it may not have confirmed yet
   */
  static List<SlotState> all(Connection primary, @Nullable String appliedTo) throws SQLException {
    try (var statement = primary.prepareStatement(QUERY)) {
      statement.setString(1, appliedTo);
      try (var row = statement.executeQuery()) {
        var slots = new ArrayList<SlotState>();
        while (row.next()) {
          slots.add(
              new SlotState(
                  row.getString("slot_name"),
                  row.getBoolean("is_active"),
                  row.getString("wal_status"),
                  row.getLong("retained_bytes"),
                  row.getObject("unconfirmed_bytes", Long.class),
                  row.getObject("safe_bytes", Long.class),
                  row.getObject("keep_bytes", Long.class)));
        }
        return slots;
      }
    }
  }

  /** It cannot go on: the primary threw away what it would have to send. */
  public boolean lost() {
    return walStatus.equals("lost");
  }

  private static final String QUERY =
      """
      select
        s.slot_name, s.is_active, s.wal_status, s.retained_bytes, s.safe_bytes, s.keep_bytes,
        greatest(pg_wal_lsn_diff(s.position, greatest(s.confirmed_to, ?::pg_lsn)), 0)::bigint
          as unconfirmed_bytes
      from splitplot.slot_state s
      order by s.slot_name
      """;
}
