package io.splitplot.etl.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.ZstdIOException;
import io.splitplot.etl.EtlException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** All files of a folder that match a pattern, one after another in the order of their names. */
public final class FileSource implements Source {
  private final Path folder;
  private final FileKind kind;
  private final char delimiter;
  private final Map<String, JsonNode> checkpoints;
  private final Queue<String> names;
  private final Optional<ControlFiles> controls;
  private @Nullable OriginFile open;
  private @Nullable Control control;

  /**
   * @param pattern of names below the folder, or one name
   * @param controls which files say what is in the others
   * @param checkpoints how far each file was read, by name
   */
  public FileSource(
      Path folder,
      String pattern,
      FileKind kind,
      char delimiter,
      Optional<ControlFiles> controls,
      Map<String, JsonNode> checkpoints)
      throws IOException {
    this.folder = folder;
    this.kind = kind;
    this.delimiter = delimiter;
    this.controls = controls;
    this.checkpoints = Map.copyOf(checkpoints);
    names = new ArrayDeque<>(new FileNames(folder, pattern).list());
  }

  @Override
  public Optional<Chunk> next() throws IOException {
    while (true) {
      var file = open == null ? openNext() : open;
      if (file == null) {
        return Optional.empty();
      }
      var chunk = file.next();
      if (chunk.isPresent()) {
        return chunk.map(this::withControl);
      }
      close();
    }
  }

  /** The last chunk of a file says what the source says of it. */
  private Chunk withControl(Chunk chunk) {
    return chunk.after().path("whole").asBoolean() ? chunk.with(control) : chunk;
  }

  /** Null when no file is left with anything new in it. */
  private @Nullable OriginFile openNext() throws IOException {
    while (!names.isEmpty()) {
      var name = names.remove();
      var file = folder.resolve(name);
      var checkpoint = checkpoints.get(name);
      if (!isControl(name) && !isRead(file, checkpoint)) {
        control = controls.isPresent() ? controls.get().of(file) : null;
        open = open(file, name, checkpoint);
        return open;
      }
    }
    return null;
  }

  private OriginFile open(Path file, String name, @Nullable JsonNode checkpoint)
      throws IOException {
    try {
      return kind == FileKind.PARQUET
          ? ParquetFile.open(file, name, checkpoint)
          : TextFile.open(file, name, kind, delimiter, checkpoint);
    } catch (EOFException | ZipException | ZstdIOException e) {
      return damaged(file, name, checkpoint, e);
    } catch (EtlException e) {
      if (e.code().equals("SP-PARQUET-FILE")) {
        return damaged(file, name, checkpoint, e);
      }
      throw e;
    }
  }

  private static OriginFile damaged(
      Path file, String name, @Nullable JsonNode checkpoint, Exception e) throws IOException {
    return new DamagedFile(
        name, Files.size(file), "the file cannot be read: " + e.getMessage(), checkpoint);
  }

  private boolean isControl(String name) {
    return controls.filter(files -> files.is(name)).isPresent();
  }

  /** Whether there is nothing new, as far as the file's size tells. */
  private static boolean isRead(Path file, @Nullable JsonNode checkpoint) throws IOException {
    return checkpoint != null
        && checkpoint.path("whole").asBoolean()
        && checkpoint.path("size").asLong() == Files.size(file);
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
