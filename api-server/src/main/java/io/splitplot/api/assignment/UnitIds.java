package io.splitplot.api.assignment;

import org.jspecify.annotations.Nullable;

/**
 * The two ids of a unit, the same for most.
 *
 * @param given the id that a request names; variants are forced by it
 * @param deciding the id that is hashed, and by which first assignments are stored (see {@code
 *     splitplot.deciding_unit}); null: it had to be asked for, and the primary did not answer
 */
public record UnitIds(String given, @Nullable String deciding) {

  /** Of a unit that is decided as itself. */
  public static UnitIds of(String id) {
    return new UnitIds(id, id);
  }
}
