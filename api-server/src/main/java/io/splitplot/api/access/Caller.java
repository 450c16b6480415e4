package io.splitplot.api.access;

import java.util.Optional;

/**
 * Whose key a request carries.
 *
 * @param prefix which of the name's keys it is, if that can be told
 */
public record Caller(String name, Role role, Optional<String> prefix) {
  /** Who calls what is open to everybody. */
  static final Caller ANYBODY = new Caller("anybody", Role.CLIENT, Optional.empty());
}
