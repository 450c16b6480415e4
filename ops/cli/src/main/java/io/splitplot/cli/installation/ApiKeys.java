package io.splitplot.cli.installation;

import io.splitplot.cli.CliException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;

/** Makes, lists and revokes keys of the HTTP API, as the owner of the primary. */
public final class ApiKeys {
  /** Every role that a key can have. */
  public static final List<String> ROLES =
      List.of("client", "analyst", "editor", "operator", "admin");

  private final Login owner;

  public ApiKeys(Login owner) {
    this.owner = owner;
  }

  /** A key as it is stored: nobody can read the key itself back. */
  public record StoredKey(
      String name,
      String role,
      OffsetDateTime createdAt,
      @Nullable OffsetDateTime expiresAt,
      @Nullable OffsetDateTime revokedAt) {}

  /** Stores the key's hash under a new name. */
  public void create(String name, String role, String key, @Nullable OffsetDateTime expiresAt) {
    var added =
        update(
            """
            insert into splitplot.api_key (name, role, key_hash, expires_at)
            values (?, ?, ?, ?)
            on conflict (name) do nothing
            """,
            statement -> {
              statement.setString(1, name);
              statement.setString(2, role);
              statement.setBytes(3, sha256(key));
              statement.setObject(4, expiresAt);
            });
    if (added == 0) {
      throw CliException.failed(
          "SP-KEY-001: there is a key named %s already; choose another name".formatted(name));
    }
  }

  /** Makes sure that a key of our own making is stored under a name, for the demonstration. */
  void ensure(String name, String role, String key) {
    update(
        """
        insert into splitplot.api_key (name, role, key_hash)
        values (?, ?, ?)
        on conflict (name) do update set key_hash = excluded.key_hash, revoked_at = null
        where api_key.key_hash <> excluded.key_hash
        """,
        statement -> {
          statement.setString(1, name);
          statement.setString(2, role);
          statement.setBytes(3, sha256(key));
        });
  }

  /** The key is refused from now on; servers notice within a second. */
  public void revoke(String name) {
    var revoked =
        update(
            "update splitplot.api_key set revoked_at = now() where name = ? and revoked_at is null",
            statement -> statement.setString(1, name));
    if (revoked == 0) {
      throw CliException.failed(
          "SP-KEY-002: no key in force is named %s; splitplot key list shows them".formatted(name));
    }
  }

  public List<StoredKey> list() {
    var keys = new ArrayList<StoredKey>();
    try (var connection = owner.dataSource().getConnection();
        var statement =
            connection.prepareStatement(
                """
                select name, role, created_at, expires_at, revoked_at
                from splitplot.api_key
                order by name
                """);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        keys.add(
            new StoredKey(
                rows.getString(1),
                rows.getString(2),
                rows.getObject(3, OffsetDateTime.class),
                rows.getObject(4, OffsetDateTime.class),
                rows.getObject(5, OffsetDateTime.class)));
      }
    } catch (SQLException e) {
      throw failed(e);
    }
    return keys;
  }

  private interface Parameters {
    void set(PreparedStatement statement) throws SQLException;
  }

  private int update(String sql, Parameters parameters) {
    try (Connection connection = owner.dataSource().getConnection();
        var statement = connection.prepareStatement(sql)) {
      parameters.set(statement);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static CliException failed(SQLException e) {
    if (PSQLState.CHECK_VIOLATION.getState().equals(e.getSQLState())) {
      return CliException.usage("SP-KEY-003: " + e.getMessage());
    }
    return CliException.failed(
        "SP-KEY-004: the keys of the primary cannot be reached: " + e.getMessage(), e);
  }

  private static byte[] sha256(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
