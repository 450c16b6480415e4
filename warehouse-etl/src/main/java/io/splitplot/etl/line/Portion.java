package io.splitplot.etl.line;

import org.jspecify.annotations.Nullable;

/**
 * What lies on a belt: a piece of work with its place in the order of the source, or the end.
 *
 * @param load null: nothing comes after this
 */
record Portion<T>(long number, @Nullable T load) {
  static <T> Portion<T> end() {
    return new Portion<>(Long.MAX_VALUE, null);
  }
}
