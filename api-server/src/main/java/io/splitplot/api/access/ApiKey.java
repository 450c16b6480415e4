package io.splitplot.api.access;

import java.time.Instant;
import java.util.Optional;

/**
 * A key as the database has it: everything but the key itself.
 *
 * @param id which key it is; names are shared by a key and those that it superseded
 * @param prefix how the key's text begins, for people; empty: an old key has none
 * @param expiresAt from when on it is refused; empty: never
 * @param limit how often it may be used; empty: as often as the settings say
 */
record ApiKey(
    int id,
    String name,
    Role role,
    Optional<String> prefix,
    Optional<Instant> expiresAt,
    Optional<RateLimit> limit) {

  boolean isExpiredAt(Instant instant) {
    return expiresAt.isPresent() && !instant.isBefore(expiresAt.get());
  }

  Caller caller() {
    return new Caller(name, role, prefix);
  }
}
