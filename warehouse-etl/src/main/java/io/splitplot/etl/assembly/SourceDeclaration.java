package io.splitplot.etl.assembly;

import io.splitplot.etl.source.FileKind;
import java.nio.file.Path;

/** What a line reads. */
public sealed interface SourceDeclaration {
  /**
   * Files of a folder.
   *
   * @param pattern of names below the folder, or one name
   */
  record Files(Path folder, String pattern, FileKind kind, char delimiter)
      implements SourceDeclaration {}
}
