package io.splitplot.api.access;

import io.splitplot.api.database.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks keys up by their SHA-256, so that the time a comparison takes tells nothing about a key.
 *
 * <p>Keys that were good are remembered, and the {@link KeyFollower} hears within moments when one
 * is revoked; should it not hear, requests ask by themselves twice a second. A key that expires is
 * refused at its instant. While the database does not answer, keys that were good within the hour
 * stay good until they expire, so that assignments go on.
 */
public final class ApiKeys {
  private static final int KEYS_MAX = 10_000;
  private static final int KEY_LENGTH_MAX = 512;

  private final Database database;
  private final Database lookups;
  private final InstantSource clock;
  private final Map<KeyHash, KnownKey> knownByHash = new ConcurrentHashMap<>();

  /**
   * No keys are known yet.
   *
   * @param database for keys that are not known
   * @param lookups the same with shorter limits, for keys that are
   */
  public ApiKeys(Database database, Database lookups, InstantSource clock) {
    this.database = database;
    this.lookups = lookups;
    this.clock = clock;
  }

  /**
   * The key if it is good; empty when it is unknown, expired or revoked.
   *
   * @param beforeDoubt is done unless the key is known to be good, and may throw
   */
  Optional<ApiKey> find(String text, Runnable beforeDoubt) {
    if (text.isEmpty() || text.length() > KEY_LENGTH_MAX) {
      beforeDoubt.run();
      return Optional.empty();
    }
    var hash = KeyHash.of(text);
    var known = knownByHash.get(hash);
    if (known != null) {
      var key = known.use(() -> ask(lookups, hash));
      if (key.isEmpty()) {
        beforeDoubt.run();
      }
      return key;
    }
    beforeDoubt.run();
    var asked = clock.instant();
    var key = ask(database, hash);
    key.ifPresent(found -> remember(hash, new KnownKey(found, asked, asked, clock)));
    return key;
  }

  private void remember(KeyHash hash, KnownKey key) {
    if (knownByHash.size() >= KEYS_MAX) {
      knownByHash.clear();
    }
    knownByHash.put(hash, key);
  }

  /** The keys that are remembered. */
  Map<KeyHash, KnownKey> known() {
    return Map.copyOf(knownByHash);
  }

  /** Remembers a key as if the database had confirmed it, and somebody used it, at those times. */
  void restore(KeyHash hash, ApiKey key, Instant confirmedAt, Instant usedAt) {
    knownByHash.putIfAbsent(hash, new KnownKey(key, confirmedAt, usedAt, clock));
  }

  /** The hashes of the keys in use; what nobody has used for long is forgotten. */
  List<KeyHash> inUse() {
    knownByHash.values().removeIf(KnownKey::isUnused);
    return List.copyOf(knownByHash.keySet());
  }

  /**
   * Hears what the database said about keys.
   *
   * @param good those that are; the others of those asked about are not
   * @param asked not later than when the database looked
   */
  void confirm(List<KeyHash> hashes, Map<KeyHash, ApiKey> good, Instant asked) {
    for (var hash : hashes) {
      var known = knownByHash.get(hash);
      if (known != null) {
        known.confirm(Optional.ofNullable(good.get(hash)), asked);
      }
    }
  }

  /** When keys were last used, by their numbers, of those used since a time. */
  Map<Integer, Instant> usesSince(Instant instant) {
    var uses = new HashMap<Integer, Instant>();
    for (var known : knownByHash.values()) {
      if (!known.usedAt().isBefore(instant)) {
        known.lastKey().ifPresent(key -> uses.put(key.id(), known.usedAt()));
      }
    }
    return uses;
  }

  private static Optional<ApiKey> ask(Database database, KeyHash hash) {
    return Optional.ofNullable(
        database.read(connection -> KeyTable.find(connection, List.of(hash))).get(hash));
  }
}
