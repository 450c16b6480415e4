package io.splitplot.cli.installation;

import io.splitplot.cli.CliException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;

/** Makes, rotates, lists and revokes keys of the HTTP API, as the owner of the primary. */
public final class ApiKeys {
  /** Every role that a key can have. */
  public static final List<String> ROLES =
      List.of("client", "analyst", "editor", "operator", "admin", "loader");

  private final Login owner;

  public ApiKeys(Login owner) {
    this.owner = owner;
  }

  /**
   * A key as it is stored: nobody can read the key itself back.
   *
   * @param prefix how the key's text begins; null: an old key
   * @param supersededAt when its name got a newer key; null: it is the newest
   * @param lastUsedAt to about a minute; null: never, or not since this is written down
   * @param ratePerSecond requests that each server takes; null: as many as it is set to
   */
  public record StoredKey(
      String name,
      String role,
      @Nullable String prefix,
      OffsetDateTime createdAt,
      @Nullable OffsetDateTime expiresAt,
      @Nullable OffsetDateTime supersededAt,
      @Nullable OffsetDateTime revokedAt,
      @Nullable OffsetDateTime lastUsedAt,
      @Nullable Integer ratePerSecond,
      @Nullable Integer burst) {}

  /**
   * What a new key is to be.
   *
   * @param expiresAt null: never
   * @param ratePerSecond null: what servers are set to
   * @param burst null: twice the rate
   */
  public record NewKey(
      String name,
      String role,
      @Nullable OffsetDateTime expiresAt,
      @Nullable Integer ratePerSecond,
      @Nullable Integer burst) {}

  /** Stores a key's hash under a new name. */
  public void create(NewKey key, KeyText text) {
    var added =
        update(
            """
            insert into splitplot.api_key
              (name, role, key_hash, prefix, expires_at, rate_per_second, burst)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict (name) where superseded_at is null do nothing
            """,
            key.name(),
            key.role(),
            text.sha256(),
            text.prefix(),
            key.expiresAt(),
            key.ratePerSecond(),
            key.burst());
    if (added == 0) {
      throw CliException.failed(
          "SP-KEY-001: there is a key named %s already; choose another name, or give it a new key"
                  .formatted(key.name())
              + " with ./splitplot key rotate");
    }
  }

  /**
   * Stores a key that supersedes the newest one of a name; that one goes on for a while.
   *
   * @param expiresAt null: the new key lives as long as the old one was made to live
   */
  public void rotate(
      String name, KeyText text, Duration overlap, @Nullable OffsetDateTime expiresAt) {
    var rotated =
        update(
            """
            with superseded as (
              update splitplot.api_key as k
              set superseded_at = now(),
                  expires_at = least(k.expires_at, now() + ?::interval)
              from splitplot.api_key as before
              where k.name = ? and k.superseded_at is null and k.revoked_at is null
                and before.api_key_id = k.api_key_id
              returning k.*, before.expires_at - before.created_at as life
            )
            insert into splitplot.api_key
              (name, role, key_hash, prefix, expires_at, rate_per_second, burst)
            select name, role, ?, ?, coalesce(?::timestamptz, now() + life), rate_per_second, burst
            from superseded
            """,
            overlap.toString(),
            name,
            text.sha256(),
            text.prefix(),
            expiresAt);
    if (rotated == 0) {
      throw unknown(name);
    }
  }

  /** Makes sure that a key of our own making is stored under a name, for the demonstration. */
  void ensure(String name, String role, String key) {
    update(
        """
        insert into splitplot.api_key (name, role, key_hash)
        values (?, ?, ?)
        on conflict (name) where superseded_at is null do update
        set key_hash = excluded.key_hash, revoked_at = null
        where api_key.key_hash <> excluded.key_hash
        """,
        name,
        role,
        KeyText.sha256(key));
  }

  /**
   * The keys of a name are refused from now on; servers notice within a second.
   *
   * @param prefix only the one that begins so; null: all of them
   */
  public void revoke(String name, @Nullable String prefix) {
    var revoked =
        update(
            """
            update splitplot.api_key
            set revoked_at = now()
            where name = ? and revoked_at is null and prefix is not distinct from coalesce(?, prefix)
            """,
            name,
            prefix);
    if (revoked == 0) {
      throw unknown(name);
    }
  }

  /** All keys there ever were, those of a name together and the newest first. */
  public List<StoredKey> list() {
    var keys = new ArrayList<StoredKey>();
    try (var connection = owner.dataSource().getConnection();
        var statement =
            connection.prepareStatement(
                """
                select k.name, k.role, k.prefix, k.created_at, k.expires_at, k.superseded_at,
                  k.revoked_at, u.used_at, k.rate_per_second, k.burst
                from splitplot.api_key k
                left join splitplot.api_key_use u using (api_key_id)
                order by k.name, k.api_key_id desc
                """);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        keys.add(stored(rows));
      }
    } catch (SQLException e) {
      throw failed(e);
    }
    return keys;
  }

  private static StoredKey stored(ResultSet row) throws SQLException {
    return new StoredKey(
        row.getString("name"),
        row.getString("role"),
        row.getString("prefix"),
        row.getObject("created_at", OffsetDateTime.class),
        row.getObject("expires_at", OffsetDateTime.class),
        row.getObject("superseded_at", OffsetDateTime.class),
        row.getObject("revoked_at", OffsetDateTime.class),
        row.getObject("used_at", OffsetDateTime.class),
        row.getObject("rate_per_second", Integer.class),
        row.getObject("burst", Integer.class));
  }

  /** One statement in a transaction of its own, signed for the audit log. */
  private int update(String sql, @Nullable Object... parameters) {
    try (var connection = owner.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      try (var actor =
          connection.prepareStatement("select set_config('splitplot.actor', ?, true)")) {
        actor.setString(1, "cli:" + System.getProperty("user.name"));
        actor.execute();
      }
      try (var statement = connection.prepareStatement(sql)) {
        for (var i = 0; i < parameters.length; i++) {
          statement.setObject(i + 1, parameters[i]);
        }
        var count = statement.executeUpdate();
        connection.commit();
        return count;
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static CliException unknown(String name) {
    return CliException.failed(
        "SP-KEY-002: no key in force is named %s; splitplot key list shows them".formatted(name));
  }

  private static CliException failed(SQLException e) {
    if (PSQLState.CHECK_VIOLATION.getState().equals(e.getSQLState())) {
      return CliException.usage("SP-KEY-003: " + e.getMessage());
    }
    return CliException.failed(
        "SP-KEY-004: the keys of the primary cannot be reached: " + e.getMessage(), e);
  }
}
