package io.splitplot.api.state;

import java.util.Optional;

/** Something of which a copy is kept on disk for the next start. */
public interface Kept {
  /** Name of the file. */
  String name();

  /** Version of the contents' format, from 1; a file with a greater one is not read. */
  int format();

  /** The contents to write now; empty: the file still says what matters. On one thread only. */
  Optional<byte[]> unsaved();

  /**
   * Begins with what was kept.
   *
   * @throws RuntimeException when it cannot be understood; nothing has been taken from it then
   */
  void restore(byte[] contents);
}
