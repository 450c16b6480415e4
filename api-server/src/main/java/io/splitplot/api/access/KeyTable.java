package io.splitplot.api.access;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The keys as the primary has them. */
final class KeyTable {
  private static final String FIND =
      """
      select key_hash, api_key_id, name, role, prefix, expires_at, rate_per_second, burst
      from splitplot.api_key
      where key_hash = any (?) and revoked_at is null and (expires_at is null or expires_at > now())
      """;
  private static final String NOTE_USE = "select splitplot.note_key_use(?, ?)";

  private KeyTable() {}

  /** Those keys that are good, by their hashes. */
  static Map<KeyHash, ApiKey> find(Connection connection, Collection<KeyHash> hashes)
      throws SQLException {
    try (var statement = connection.prepareStatement(FIND)) {
      var wanted = hashes.stream().map(KeyHash::bytes).toArray(byte[][]::new);
      statement.setArray(1, connection.createArrayOf("bytea", wanted));
      try (var rows = statement.executeQuery()) {
        var found = new HashMap<KeyHash, ApiKey>();
        while (rows.next()) {
          found.put(KeyHash.of(rows.getBytes("key_hash")), key(rows));
        }
        return found;
      }
    }
  }

  /** Writes down when keys, by their numbers, were last used. */
  static void noteUse(Connection connection, Map<Integer, Instant> uses) throws SQLException {
    try (var statement = connection.prepareStatement(NOTE_USE)) {
      var numbers = uses.keySet().toArray(Integer[]::new);
      var times = new OffsetDateTime[numbers.length];
      for (var i = 0; i < numbers.length; i++) {
        times[i] = OffsetDateTime.ofInstant(uses.get(numbers[i]), ZoneOffset.UTC);
      }
      statement.setArray(1, connection.createArrayOf("integer", numbers));
      statement.setArray(2, connection.createArrayOf("timestamptz", times));
      statement.execute();
    }
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    return new ApiKey(
        row.getInt("api_key_id"),
        row.getString("name"),
        Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
        Optional.ofNullable(row.getString("prefix")),
        Optional.ofNullable(row.getObject("expires_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        limit(row));
  }

  private static Optional<RateLimit> limit(ResultSet row) throws SQLException {
    var rate = Optional.ofNullable(row.getObject("rate_per_second", Integer.class));
    var burst = Optional.ofNullable(row.getObject("burst", Integer.class));
    return rate.map(it -> burst.map(at -> new RateLimit(it, at)).orElseGet(() -> RateLimit.of(it)));
  }
}
