package io.splitplot.etl.source;

import java.io.IOException;
import java.util.Optional;

/** A file that is being read. */
interface OriginFile extends AutoCloseable {
  /** The next rows, at least once and be there none, so that it is known to have been read. */
  Optional<Chunk> next() throws IOException;

  @Override
  void close() throws IOException;
}
