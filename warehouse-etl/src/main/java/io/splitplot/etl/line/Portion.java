package io.splitplot.etl.line;

import java.util.Optional;

/**
 * What lies on a belt: a piece of work with its place in the order of the source, or the end.
 *
 * @param load nothing: no more comes after this
 */
record Portion<T>(long number, Optional<T> load) {
  static <T> Portion<T> end() {
    return new Portion<>(Long.MAX_VALUE, Optional.empty());
  }
}
