package io.splitplot.api.identity;

import org.jspecify.annotations.Nullable;

/** A unit of a request and the session that it is in; null: none is named. */
record Visitor(String unitType, String id, @Nullable String session) {

  Name unit() {
    return Name.ofUnit(unitType, id);
  }

  /** By what it is known when the session is pinned. */
  @Nullable Name pinned() {
    return session == null ? null : Name.ofSession(unitType, session);
  }
}
