package io.splitplot.api.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.splitplot.api.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each request has its line, and no request waits for the disk. */
class AccessLogTest {
  @TempDir private Path folder = Path.of("");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void aLineHasWhatIsKnownOfARequestAndNothingElse() throws IOException {
    var path = folder.resolve("logs").resolve("access.log");
    try (var log = AccessLog.open(file(path, 1_000_000), meters)) {
      log.write(entry("r-1"));
    }

    assertThat(Files.readAllLines(path))
        .singleElement()
        .isEqualTo(
            """
            {"time":"2026-01-31T09:30:00Z","request_id":"r-1","method":"POST","route":"/v1/events",\
            "status":200,"bytes":12,"duration_ms":1.234,"key":"shop","key_prefix":"sp_0123abcd",\
            "remote":"10.0.0.1"}\
            """);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void aFullFileMakesPlaceAndTheOldestIsDropped() throws IOException {
    var path = folder.resolve("access.log");
    for (var i = 0; i < 10; i++) {
      try (var log = AccessLog.open(file(path, 300), meters)) {
        log.write(entry("r-" + i)); // a line has a little more than 200 bytes
      }
    }

    try (var files = Files.list(folder)) {
      assertThat(files.map(it -> it.getFileName().toString()))
          .containsExactlyInAnyOrder("access.log", "access.log.1", "access.log.2");
    }
    assertThat(id(path)).isEqualTo("r-9");
    assertThat(id(folder.resolve("access.log.1"))).isEqualTo("r-8");
    assertThat(id(folder.resolve("access.log.2"))).isEqualTo("r-7");
  }

  @Test
  void whileTheDiskHangsNobodyWaitsAndWhatIsDroppedIsCounted() {
    var hanging = new CountDownLatch(1);
    var sink = new Slow(hanging);
    try (var log = new AccessLog(sink, meters)) {
      for (var i = 0; i < 20_000; i++) {
        log.write(entry("r-" + i));
      }
      assertThat(hanging.getCount()).as("the disk still hangs").isEqualTo(1);
      assertThat(dropped()).isBetween(10_000.0, 12_000.0);
      hanging.countDown();
      await().until(() -> sink.lines + dropped() == 20_000);
    }
  }

  @Test
  void aDiskThatRefusesCostsTheLinesAndNothingElse() throws IOException {
    var path = folder.resolve("taken");
    Files.createDirectory(path);
    try (var log = AccessLog.open(file(path, 300), meters)) {
      log.write(entry("r"));
      await().until(() -> dropped() == 1);
      Files.delete(path);
      log.write(entry("s"));
    }
    assertThat(id(path)).isEqualTo("s");
  }

  private static final class Slow implements Sink {
    private final CountDownLatch gate;
    private volatile long lines;

    Slow(CountDownLatch gate) {
      this.gate = gate;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // on one thread only
    public void write(byte[] written) throws IOException {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      for (var b : written) {
        lines += b == '\n' ? 1 : 0;
      }
    }

    @Override
    public void close() {}
  }

  private double dropped() {
    return meters.counter("splitplot.access_log.dropped").count();
  }

  private static String id(Path file) throws IOException {
    return Json.parse(Files.readString(file)).path("request_id").asText();
  }

  private static AccessLogTarget file(Path path, long bytesMax) {
    return new AccessLogTarget.RotatingFile(path, bytesMax, 3);
  }

  private static Entry entry(String id) {
    return new Entry(
        Instant.parse("2026-01-31T09:30:00Z"),
        id,
        "POST",
        Optional.of("/v1/events"),
        200,
        12,
        1_234_567,
        Optional.of("shop"),
        Optional.of("sp_0123abcd"),
        Optional.of("10.0.0.1"));
  }
}
