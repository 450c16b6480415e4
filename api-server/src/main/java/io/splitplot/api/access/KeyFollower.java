package io.splitplot.api.access;

import io.splitplot.api.database.Watch;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link ApiKeys} informed, on a thread and a connection of its own: what has become of the
 * keys in use it asks at an interval, and at once when the primary says that keys have changed. On
 * the way it writes down when they were last used, so that no request has to.
 */
public final class KeyFollower implements AutoCloseable {
  /** How often the primary is asked. */
  public static final Duration INTERVAL = Duration.ofMillis(250);

  private static final Logger log = LoggerFactory.getLogger(KeyFollower.class);
  private static final String CHANNEL = "splitplot_api_key";
  private static final Duration USE_INTERVAL = Duration.ofMinutes(1);

  private final ApiKeys keys;
  private final InstantSource clock;
  private final Watch watch;

  /** A follower that is not started yet; see {@link #INTERVAL}. */
  public KeyFollower(DataSource primary, ApiKeys keys, InstantSource clock, Duration interval) {
    this.keys = keys;
    this.clock = clock;
    this.watch = new Watch("keys", primary, interval, CHANNEL, new Reading());
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
    private boolean hasFailed;
    private boolean noteHasFailed;
    private Instant notedUntil = Instant.EPOCH;
    private Instant noteAfter = Instant.EPOCH;

    @Override
    public void begin(Connection connection) throws SQLException {
      again(connection);
      if (hasFailed) {
        log.info("keys are followed again");
      }
      hasFailed = false;
    }

    @Override
    public void again(Connection connection) throws SQLException {
      var asked = clock.instant();
      var hashes = keys.inUse();
      if (!hashes.isEmpty()) {
        var good = KeyTable.find(connection, hashes);
        connection.commit();
        keys.confirm(hashes, good, asked);
      }
      if (!asked.isBefore(noteAfter)) {
        noteUse(connection, asked);
      }
    }

    @Override
    public void failed(Exception problem) {
      if (!hasFailed) {
        log.warn("keys cannot be followed; requests ask for them by themselves", problem);
      }
      hasFailed = true;
    }

    /** That it cannot be written must not keep revoked keys from being heard of. */
    private void noteUse(Connection connection, Instant now) throws SQLException {
      var uses = keys.usesSince(notedUntil);
      if (uses.isEmpty()) {
        return; // so that a first use is noted at once
      }
      noteAfter = now.plus(USE_INTERVAL);
      try {
        KeyTable.noteUse(connection, uses);
        connection.commit();
        notedUntil = now;
        noteHasFailed = false;
      } catch (SQLException e) {
        connection.rollback();
        if (!noteHasFailed) {
          log.warn("it cannot be noted when keys were last used; this is tried again", e);
        }
        noteHasFailed = true;
      }
    }
  }
}
