package io.splitplot.api.state;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Writes files that only their owner may read, and that are there in whole or not at all. */
public final class DurableFile {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private DurableFile() {}

  /**
   * Writes a file anew; its folder is there. Whoever reads it meanwhile, and whenever the machine
   * dies, has the old or the new; once this returns, the new.
   */
  public static void write(Path path, byte[]... parts) throws IOException {
    var unfinished = path.resolveSibling(path.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (var channel = FileChannel.open(unfinished, Set.of(CREATE_NEW, WRITE), OWNER_ONLY)) {
        for (var part : parts) {
          write(channel, part);
        }
        channel.force(true);
      }
      Files.move(unfinished, path, ATOMIC_MOVE, REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    force(path.toAbsolutePath().resolveSibling(""));
  }

  /** Makes durable which files a folder has. */
  public static void force(Path folder) throws IOException {
    try (var directory = FileChannel.open(folder, READ)) {
      directory.force(true);
    }
  }

  private static void write(FileChannel channel, byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
