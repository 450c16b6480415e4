package io.splitplot.api.accesslog;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file that only its owner may read, and that makes place for another one when it is full. */
final class RotatedFile implements Sink {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final AccessLogTarget.RotatingFile target;
  private @Nullable FileChannel channel;

  RotatedFile(AccessLogTarget.RotatingFile target) {
    this.target = target;
  }

  @Override
  public void write(byte[] lines) throws IOException {
    var open = channel == null ? open() : channel;
    if (open.size() > 0 && open.size() + lines.length > target.bytesMax()) {
      close();
      rotate();
      open = open();
    }
    for (var rest = ByteBuffer.wrap(lines); rest.hasRemaining(); ) {
      open.write(rest);
    }
  }

  private FileChannel open() throws IOException {
    Files.createDirectories(target.path().toAbsolutePath().getParent());
    var opened = FileChannel.open(target.path(), Set.of(CREATE, APPEND), OWNER_ONLY);
    channel = opened;
    return opened;
  }

  private void rotate() throws IOException {
    for (var number = target.filesMax() - 1; number > 0; number--) {
      var older = numbered(number - 1);
      if (Files.exists(older)) {
        Files.move(older, numbered(number), REPLACE_EXISTING);
      }
    }
    Files.deleteIfExists(target.path()); // with one file only, nothing has moved it
  }

  private Path numbered(int number) {
    var path = target.path();
    return number == 0 ? path : path.resolveSibling(path.getFileName() + "." + number);
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
