package io.splitplot.simulation.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How long the disk takes to make a page durable, as a commit does it. */
final class DiskSync {
  private static final int PAGE_BYTES = 8192;

  private DiskSync() {}

  /** Writes pages over a file in the folder, with a sync after each. */
  static Percentiles measure(Path folder, int times) throws IOException {
    var file = Files.createTempFile(folder, "sync", "");
    var nanos = new long[times];
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var page = ByteBuffer.allocateDirect(PAGE_BYTES);
      channel.write(page.clear(), 0);
      channel.force(true);
      for (var i = 0; i < times; i++) {
        var before = System.nanoTime();
        channel.write(page.clear(), 0);
        channel.force(false);
        nanos[i] = System.nanoTime() - before;
      }
    } finally {
      Files.delete(file);
    }
    return Percentiles.of(nanos);
  }
}
