package io.splitplot.api.accesslog;

import java.io.IOException;

/** Takes whole lines. */
interface Sink extends AutoCloseable {
  void write(byte[] lines) throws IOException;

  @Override
  void close() throws IOException;
}
