package io.splitplot.etl.source;

import java.util.List;

/** How the bytes of a row are to be read. */
public sealed interface Format {
  /**
   * Cells between delimiters (RFC 4180, UTF-8).
   *
   * @param header names of the columns
   */
  record Csv(char delimiter, List<String> header) implements Format {
    public Csv {
      header = List.copyOf(header);
    }
  }

  /** One JSON object a row. */
  record Json() implements Format {}
}
