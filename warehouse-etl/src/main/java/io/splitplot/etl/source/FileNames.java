package io.splitplot.etl.source;

import io.splitplot.etl.EtlException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a folder that match a pattern, in the order of their names.
 *
 * <p>Files that are still being written have to have another name, or to begin with a dot, and be
 * renamed when they are whole.
 */
final class FileNames {
  private static final String WILDCARDS = "*?[{";

  private final Path folder;
  private final String pattern;

  /**
   * @param pattern of names below the folder, such as {@code products/*.csv}
   */
  FileNames(Path folder, String pattern) {
    this.folder = folder;
    this.pattern = pattern;
  }

  List<String> list() throws IOException {
    if (pattern.chars().noneMatch(c -> WILDCARDS.indexOf(c) >= 0)) {
      return List.of(oneFile());
    }
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    var names = new ArrayList<String>();
    try (var files = Files.walk(folder, Path.of(pattern).getNameCount())) {
      files.filter(file -> isMeant(file, matcher)).map(this::name).sorted().forEach(names::add);
    }
    return names;
  }

  private String oneFile() {
    var file = folder.resolve(pattern);
    if (!Files.isRegularFile(file)) {
      throw new EtlException(
          "SP-LOAD-FILE", "there is no file " + file + ": put it there, or correct source.files");
    }
    return pattern;
  }

  private boolean isMeant(Path file, PathMatcher matcher) {
    return Files.isRegularFile(file)
        && !file.getFileName().toString().startsWith(".")
        && matcher.matches(folder.relativize(file));
  }

  private String name(Path file) {
    return folder.relativize(file).toString();
  }
}
