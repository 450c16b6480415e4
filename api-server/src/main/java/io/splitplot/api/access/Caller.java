package io.splitplot.api.access;

/** Whose key a request carries. */
public record Caller(String name, Role role) {
  /** Who calls what is open to everybody. */
  static final Caller ANYBODY = new Caller("anybody", Role.CLIENT);
}
