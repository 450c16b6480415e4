package io.splitplot.etl.assembly;

import io.splitplot.etl.source.FileKind;
import io.splitplot.etl.source.QueryLogin;
import java.nio.file.Path;
import java.util.List;

/** What a line reads. */
public sealed interface SourceDeclaration {
  /**
   * Files of a folder.
   *
   * @param pattern of names below the folder, or one name
   */
  record Files(Path folder, String pattern, FileKind kind, char delimiter)
      implements SourceDeclaration {}

  /**
   * What is pushed to the line through the API, as NDJSON.
   *
   * @param inbox folder in which it waits
   */
  record Pushes(Path inbox) implements SourceDeclaration {}

  /**
   * A query of another database.
   *
   * @param watermark columns of the query that together grow with every new or changed row; the
   *     last of them tells rows apart
   */
  record Query(QueryLogin login, String query, List<String> watermark)
      implements SourceDeclaration {
    public Query {
      watermark = List.copyOf(watermark);
    }
  }
}
