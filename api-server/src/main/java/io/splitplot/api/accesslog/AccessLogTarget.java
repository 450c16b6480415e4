package io.splitplot.api.accesslog;

import java.nio.file.Path;

/** Where the access log goes. */
public sealed interface AccessLogTarget {
  /** Nowhere: there is none. */
  record Nowhere() implements AccessLogTarget {}

  /** To the error stream of the process, as containers like it. */
  record StandardError() implements AccessLogTarget {}

  /**
   * To a file that begins anew when it is full; those before it are kept beside it as {@code .1},
   * the newest, {@code .2} and so on.
   *
   * @param bytesMax when a file is full
   * @param filesMax how many there are in all
   */
  record RotatingFile(Path path, long bytesMax, int filesMax) implements AccessLogTarget {}
}
