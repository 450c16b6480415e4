package io.splitplot.simulation.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** A small disk in memory of one's own, which can be filled; without root only a folder. */
public final class Disk implements AutoCloseable {
  private static final int PIECE_BYTES = 1024 * 1024;
  private static final int LAST_PIECE_BYTES = 4096;

  private final Path folder;
  private final boolean isOwn;

  private Disk(Path folder, boolean isOwn) {
    this.folder = folder;
    this.isOwn = isOwn;
  }

  /** Mounts one where this program may. */
  public static Disk mount(Path folder, long mebibytes) throws InterruptedException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Commands.run(
          List.of(
              "mount",
              "-t",
              "tmpfs",
              "-o",
              "size=%dm".formatted(mebibytes),
              "tmpfs",
              folder.toString()),
          Map.of());
      return new Disk(folder, true);
    } catch (IllegalStateException _) {
      return new Disk(folder, false);
    }
  }

  public Path folder() {
    return folder;
  }

  /** Whether it can be filled without harm to anybody else. */
  public boolean isOwn() {
    return isOwn;
  }

  /** Takes all the room that is left. */
  public void fill() {
    try (var file =
        FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (var size : new int[] {PIECE_BYTES, LAST_PIECE_BYTES}) {
        writeUntilFull(file, size);
      }
    } catch (IOException _) {
      // Not even the file itself has room.
    }
  }

  private static void writeUntilFull(FileChannel file, int size) {
    var piece = ByteBuffer.allocateDirect(size);
    try {
      while (true) {
        file.write(piece.clear());
      }
    } catch (IOException _) {
      // It is full: that was the aim.
    }
  }

  /** Gives the room back. */
  public void free() {
    try {
      Files.deleteIfExists(filler());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  @Override
  public void close() {
    if (isOwn) {
      try {
        Commands.run(List.of("umount", "--lazy", folder.toString()), Map.of());
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
