package io.splitplot.api.access;

import io.splitplot.api.database.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks keys up by their SHA-256, so that the time a comparison takes tells nothing about a key.
 *
 * <p>A key that was good is remembered for a second; a revoked one is refused after that. While the
 * database does not answer, keys that were good within the hour stay good, so that assignments go
 * on.
 */
public final class ApiKeys {
  private static final int KEYS_MAX = 10_000;
  private static final int KEY_LENGTH_MAX = 512;
  private static final String FIND =
      """
      select name, role
      from splitplot.api_key
      where key_hash = ? and revoked_at is null and (expires_at is null or expires_at > now())
      """;

  private final Database database;
  private final InstantSource clock;
  private final Map<String, KnownKey> knownByHash = new ConcurrentHashMap<>();

  public ApiKeys(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Whose key this is; empty when it is unknown, expired or revoked. */
  public Optional<Caller> find(String key) {
    if (key.isEmpty() || key.length() > KEY_LENGTH_MAX) {
      return Optional.empty();
    }
    var hash = sha256(key);
    var known = knownByHash.get(HexFormat.of().formatHex(hash));
    if (known != null) {
      return known.caller(() -> ask(hash));
    }
    var caller = ask(hash);
    caller.ifPresent(found -> remember(hash, found));
    return caller;
  }

  private void remember(byte[] hash, Caller caller) {
    if (knownByHash.size() >= KEYS_MAX) {
      knownByHash.clear();
    }
    knownByHash.put(HexFormat.of().formatHex(hash), new KnownKey(caller, clock.instant(), clock));
  }

  /** The keys that are remembered, by the hexadecimal digits of their SHA-256. */
  Map<String, KnownKey> known() {
    return Map.copyOf(knownByHash);
  }

  /** Remembers a key as if the database had confirmed it at a time. */
  void restore(String hash, Caller caller, Instant confirmedAt) {
    knownByHash.putIfAbsent(hash, new KnownKey(caller, confirmedAt, clock));
  }

  private Optional<Caller> ask(byte[] hash) {
    return database.read(connection -> select(connection, hash));
  }

  private static Optional<Caller> select(Connection connection, byte[] hash) throws SQLException {
    try (var statement = connection.prepareStatement(FIND)) {
      statement.setBytes(1, hash);
      try (var rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(
                new Caller(
                    rows.getString(1), Role.valueOf(rows.getString(2).toUpperCase(Locale.ROOT))))
            : Optional.empty();
      }
    }
  }

  private static byte[] sha256(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
