package io.splitplot.etl.source;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** Rows of another system, from the checkpoint on with which it was opened. Read by one thread. */
public interface Source extends AutoCloseable {
  /** The next rows; nothing when there are no more now. */
  Optional<Chunk> next() throws IOException, SQLException;

  @Override
  void close() throws IOException, SQLException;
}
