package io.splitplot.etl.assembly;

import io.splitplot.etl.source.Raw;
import org.jspecify.annotations.Nullable;

/**
 * A row that cannot be stored, and why.
 *
 * @param station where that was found
 * @param why its reason, its code and the column that is wrong
 */
record DeadLetter(Raw raw, String station, BadRowException why) {
  String code() {
    return why.code();
  }

  @Nullable String field() {
    return why.field();
  }

  String reason() {
    return why.reason();
  }
}
