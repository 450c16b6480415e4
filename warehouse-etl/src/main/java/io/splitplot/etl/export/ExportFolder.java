package io.splitplot.etl.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.splitplot.etl.EtlException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The folder that an export writes into. New files wait in a folder of their own until all are
 * there; then each takes its place by being renamed, and the manifest comes last.
 */
final class ExportFolder implements Closeable {
  static final String MANIFEST = "manifest.json";
  private static final String WAITING = ".export-waiting";
  private static final String LOCK = ".export-lock";
  private static final String PART = "part-0.parquet";
  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final FileChannel lockFile;

  private ExportFolder(Path folder, FileChannel lockFile) {
    this.folder = folder;
    this.lockFile = lockFile;
  }

  /**
   * Makes the folder, and removes what an export that was killed has left.
   *
   * @throws EtlException {@code SP-EXPORT-BUSY} when another export writes into it
   */
  static ExportFolder open(Path folder) throws IOException {
    Files.createDirectories(folder);
    var lockFile =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(lockFile) == null) {
      lockFile.close();
      throw new EtlException(
          "SP-EXPORT-BUSY",
          "another export writes into %s; wait for its end, or name another folder"
              .formatted(folder));
    }
    var opened = new ExportFolder(folder, lockFile);
    opened.removeWaiting();
    return opened;
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Where new files are written. */
  Path waiting() {
    return folder.resolve(WAITING);
  }

  /** The name of the file for those values of the partitions; null has a name that readers know. */
  static String path(ExportDataset dataset, List<@Nullable String> values) {
    var path = new StringBuilder(dataset.folder());
    for (var i = 0; i < values.size(); i++) {
      var value = values.get(i);
      path.append('/').append(dataset.partitions().get(i)).append('=');
      path.append(value == null ? "__HIVE_DEFAULT_PARTITION__" : value);
    }
    return path.append('/').append(PART).toString();
  }

  /** Moves the file to its place; false when the same is there already. */
  boolean install(ExportedFile file) throws IOException {
    var from = waiting().resolve(file.path());
    var to = folder.resolve(file.path());
    if (Files.exists(to) && Files.mismatch(from, to) < 0) {
      return false;
    }
    Files.createDirectories(to.getParent());
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  /** Removes the files that the request asks for and that are not among those it gave. */
  int removeOthers(ExportRequest request, List<ExportedFile> given) throws IOException {
    var kept = given.stream().map(ExportedFile::path).collect(Collectors.toSet());
    var removed = 0;
    for (var path : paths()) {
      if (isAsked(request, path) && !kept.contains(path)) {
        Files.delete(folder.resolve(path));
        removed++;
      }
    }
    return removed;
  }

  private List<String> paths() throws IOException {
    var paths = new ArrayList<String>();
    for (var dataset : ExportDataset.values()) {
      var top = folder.resolve(dataset.folder());
      if (Files.isDirectory(top)) {
        try (var files = Files.walk(top)) {
          files
              .filter(file -> file.endsWith(PART))
              .forEach(file -> paths.add(folder.relativize(file).toString()));
        }
      }
    }
    return paths;
  }

  private static boolean isAsked(ExportRequest request, String path) {
    var parts = List.of(path.split("/"));
    var isOfDataset =
        ExportDataset.of(request).stream().anyMatch(one -> one.folder().equals(parts.getFirst()));
    var isOfExperiment =
        request.experiment().map(key -> parts.contains("experiment=" + key)).orElse(true);
    var day = parts.get(parts.size() - 2).substring("day=".length());
    return isOfDataset && isOfExperiment && request.includes(LocalDate.parse(day));
  }

  /** Writes the manifest: these files, and of those that it had before what is still there. */
  void writeManifest(ExportResult result) throws IOException {
    var files = new TreeMap<String, JsonNode>();
    var manifest = folder.resolve(MANIFEST);
    if (Files.exists(manifest)) {
      for (var file : JSON.readTree(manifest.toFile()).path("files")) {
        if (Files.exists(folder.resolve(file.path("path").asText()))) {
          files.put(file.path("path").asText(), file);
        }
      }
    }
    result.files().forEach(file -> files.put(file.path(), json(file)));
    var json = JsonNodeFactory.instance.objectNode();
    json.put("batch_id", result.batchId());
    json.put("visible_at", result.visibleAt().map(Object::toString).orElse(null));
    json.putArray("files").addAll(files.values());
    var written = waiting().resolve(MANIFEST);
    Files.createDirectories(waiting());
    JSON.writerWithDefaultPrettyPrinter().writeValue(written.toFile(), json);
    Files.move(
        written, manifest, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static JsonNode json(ExportedFile file) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("path", file.path())
        .put("rows", file.rows())
        .put("bytes", file.bytes())
        .put("sha256", file.sha256())
        .put("batch_id", file.batchId());
  }

  private void removeWaiting() throws IOException {
    if (Files.exists(waiting())) {
      try (var files = Files.walk(waiting())) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (lockFile) {
      removeWaiting();
    }
  }
}
