package io.splitplot.etl.source;

import io.splitplot.etl.EtlException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A file that is being read. */
interface OriginFile extends AutoCloseable {
  /** The next rows, at least once and be there none, so that it is known to have been read. */
  Optional<Chunk> next() throws IOException;

  /**
   * What stops a line: new rows under a name that it has read would never be told from old ones.
   */
  static EtlException changed(Path file, String read) {
    return new EtlException(
        "SP-LOAD-FILE-CHANGED",
        "%s is not the file any more of which %s have been read: put the old one back, and give other data another name"
            .formatted(file, read));
  }

  @Override
  void close() throws IOException;
}
