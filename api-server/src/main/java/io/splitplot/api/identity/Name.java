package io.splitplot.api.identity;

/**
 * What a unit that is decided as another one is known by.
 *
 * @param id a unit of the type; of kind {@link Kind#SESSION} a session in which the type's unit is
 *     pinned
 */
record Name(Kind kind, String unitType, String id) {
  enum Kind {
    UNIT,
    SESSION
  }

  static Name ofUnit(String unitType, String id) {
    return new Name(Kind.UNIT, unitType, id);
  }

  static Name ofSession(String unitType, String session) {
    return new Name(Kind.SESSION, unitType, session);
  }
}
