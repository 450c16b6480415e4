package io.splitplot.etl.assembly;

import java.util.List;
import java.util.Optional;

/** Where rows go. */
public sealed interface Target {
  /** How a table takes rows. */
  enum Mode {
    INSERT,
    UPSERT,
    HISTORY
  }

  /**
   * A table of schema external.
   *
   * @param key the columns by which a row is known; without, every row is another
   * @param version the column that tells which of two rows is newer
   */
  record Table(String table, Mode mode, List<String> key, Optional<String> version)
      implements Target {
    public Table {
      key = List.copyOf(key);
    }
  }

  /** The facts: each row is an event of a unit of a type. */
  record Events(String unitType) implements Target {}
}
