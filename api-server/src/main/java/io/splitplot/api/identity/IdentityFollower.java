package io.splitplot.api.identity;

import io.splitplot.api.database.Watch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link Identities} informed of all links and pinned sessions, on a thread and a connection
 * of its own.
 *
 * <p>It reads all of them once for each connection, and then at an interval those whose
 * transactions the look before did not see: that is what a snapshot says exactly, however late a
 * transaction is committed.
 */
public final class IdentityFollower implements AutoCloseable {
  /** How often the primary is asked. */
  public static final Duration INTERVAL = Duration.ofMillis(200);

  private static final Logger log = LoggerFactory.getLogger(IdentityFollower.class);
  private static final int FETCH_ROWS = 10_000;

  /**
   * The snapshot, when somebody was forgotten last, then units and sessions as they are in it; and
   * how many there are about.
   */
  private static final String LOOK =
      """
      select 'SNAPSHOT' as kind, null as unit_type, pg_current_snapshot()::text as id
      where not pg_is_in_recovery()
      union all
      select 'FORGOTTEN', null, max(f.forgotten_at)::text
      from splitplot.forgotten_unit f
      union all
      select 'UNIT', ut.key, l.unit_id
      from splitplot.identity_link l
      join splitplot.unit_type ut using (unit_type_id)
      where %1$s
      union all
      select 'SESSION', ut.key, s.session_id
      from splitplot.session s
      join splitplot.unit_type ut using (unit_type_id)
      where s.is_pinned and (%1$s)
      """;

  private static final String ALL = LOOK.formatted("true");
  private static final String NEW =
      LOOK.formatted(
          """
          transaction_id >= pg_snapshot_xmax(?::pg_snapshot)
          or transaction_id = any (array(select pg_snapshot_xip(?::pg_snapshot)))
          """);
  private static final String COUNT =
      """
      select (select count(*) from splitplot.identity_link)
        + (select count(*) from splitplot.session where is_pinned)
      """;

  private final Identities identities;
  private final Watch watch;

  /** A follower that is not started yet; see {@link #INTERVAL}. */
  public IdentityFollower(DataSource primary, Identities identities, Duration interval) {
    this.identities = identities;
    this.watch = new Watch("identities", primary, interval, null, new Reading());
  }

  public void start() {
    watch.start();
  }

  /** Stops and waits for it, up to a limit. */
  @Override
  public void close() {
    watch.close();
  }

  private final class Reading implements Watch.Work {
    private @Nullable String snapshot;
    private @Nullable String forgottenAt;
    private boolean hasFailed;

    /** Until all are read, everybody may be linked: another server may have made links. */
    @Override
    public void begin(Connection connection) throws SQLException {
      var linked = new LinkedUnits(2 * count(connection));
      connection.commit(); // so that what is read is what is there after it was announced
      identities.startReading(linked);
      try (var all = connection.prepareStatement(ALL)) {
        all.setFetchSize(FETCH_ROWS);
        read(all, linked);
        connection.commit();
        identities.endReading();
      }
      if (hasFailed) {
        log.info("links of identities are read again");
      }
      hasFailed = false;
    }

    @Override
    public void again(Connection connection) throws SQLException {
      try (var recent = connection.prepareStatement(NEW)) {
        for (var place = 1; place <= 4; place++) {
          recent.setString(place, snapshot);
        }
        if (read(recent, identities.linked().orElseThrow())) {
          connection.commit();
          identities.forget();
          begin(connection);
        }
        connection.commit();
      }
    }

    @Override
    public void failed(Exception problem) {
      if (!hasFailed) {
        log.warn("links of identities cannot be read; those made meanwhile are not seen", problem);
      }
      hasFailed = true;
    }

    /** Gives whether somebody was forgotten since the look before. */
    private boolean read(PreparedStatement statement, LinkedUnits linked) throws SQLException {
      String seen = null;
      String forgotten = null;
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          switch (row.getString("kind")) {
            case "SNAPSHOT" -> seen = row.getString("id");
            case "FORGOTTEN" -> forgotten = row.getString("id");
            default -> linked.add(name(row));
          }
        }
      }
      if (seen == null) {
        throw new SQLException("this server is a standby; links are read from the primary");
      }
      snapshot = seen;
      var isNews = !Objects.equals(forgotten, forgottenAt);
      forgottenAt = forgotten;
      return isNews;
    }

    private static Name name(ResultSet row) throws SQLException {
      return new Name(
          Name.Kind.valueOf(row.getString("kind")),
          row.getString("unit_type"),
          row.getString("id"));
    }

    private static int count(Connection connection) throws SQLException {
      try (var statement = connection.createStatement();
          var row = statement.executeQuery(COUNT)) {
        row.next();
        return (int) Math.min(row.getLong(1), Integer.MAX_VALUE / 64);
      }
    }
  }
}
