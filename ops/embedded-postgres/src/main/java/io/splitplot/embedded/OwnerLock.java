package io.splitplot.embedded;

import io.splitplot.embedded.PostgresException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One data directory has one owner; the system gives the lock back when the owner dies. */
final class OwnerLock implements AutoCloseable {
  // A file lock belongs to the process, and closing any channel of the file gives it up: within
  // this process the file must not even be opened a second time.
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private OwnerLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static OwnerLock take(Path dataDirectory) throws IOException {
    var file = dataDirectory.resolveSibling(dataDirectory.getFileName() + ".lock");
    if (!HELD_HERE.add(file)) {
      throw taken(dataDirectory, "this process");
    }
    try {
      return new OwnerLock(file, lock(file, dataDirectory));
    } catch (IOException | RuntimeException e) {
      HELD_HERE.remove(file);
      throw e;
    }
  }

  private static FileChannel lock(Path file, Path dataDirectory) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw taken(dataDirectory, "process " + Files.readString(file).strip());
      }
      var pid = Long.toString(ProcessHandle.current().pid());
      channel.truncate(0).write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static PostgresException taken(Path dataDirectory, String owner) {
    return new PostgresException(
        Code.OWNED_BY_ANOTHER,
        owner
            + " already runs the PostgreSQL in "
            + dataDirectory
            + ". Stop it first, or choose another SPLITPLOT_HOME.");
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      HELD_HERE.remove(file);
    }
  }
}
