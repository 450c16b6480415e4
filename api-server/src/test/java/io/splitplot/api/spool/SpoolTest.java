package io.splitplot.api.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file itself; what happens between it and the primary is tested with the recorder. */
class SpoolTest {
  private static final Set<String> KINDS = Set.of("event", "exposure");
  private static final long BYTES_MAX = 64L * 1024 * 1024;
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");

  @TempDir private Path folder;
  private Instant now = NOW;

  @Test
  void whatIsAppendedComesOutInItsOrderAndOfItsKind() throws SpoolException, SQLException {
    try (var spool = open(folder)) {
      spool.append("event", entries(0, 5));
      spool.append("exposure", entries(100, 2));
      spool.append("event", entries(5, 5));

      var page = spool.oldest("event", 7);

      assertThat(page.entries()).isEqualTo(entries(0, 7));
      spool.done("event", page.last());
      assertThat(spool.oldest("event", 100).entries()).isEqualTo(entries(7, 3));
      assertThat(spool.oldest("exposure", 100).entries()).isEqualTo(entries(100, 2));
      assertThat(spool.state().facts()).isEqualTo(5);
    }
  }

  @Test
  void whatIsAppendedAndNotDoneIsThereAfterARestart() throws SpoolException, SQLException {
    try (var spool = open(folder)) {
      spool.append("event", entries(0, 10));
      spool.done("event", spool.oldest("event", 4).last());
    }
    try (var spool = open(folder)) {
      assertThat(spool.oldest("event", 100).entries()).isEqualTo(entries(4, 6));
      spool.append("event", entries(10, 1));
      assertThat(spool.oldest("event", 100).entries()).isEqualTo(entries(4, 7));
      spool.done("event", spool.oldest("event", 100).last());
      assertThat(spool.isEmpty("event")).isTrue();
      spool.append("event", entries(11, 1));
      assertThat(spool.oldest("event", 100).entries()).isEqualTo(entries(11, 1));
    }
  }

  @Test
  void aProcessThatDiesLeavesWhatWasAppendedAndNoneOfAHalfWrittenEnd(@TempDir Path crashed)
      throws SpoolException, SQLException, IOException {
    try (var spool = open(folder)) {
      spool.append("event", entries(0, 300));
      copyAsIfItHadDied(crashed);
      var acknowledged = Files.size(crashed.resolve("spool.db-wal"));
      spool.append("event", entries(300, 300));
      copyAsIfItHadDied(crashed);
      var log = crashed.resolve("spool.db-wal");
      var whole = Files.readAllBytes(log);
      assertThat(whole.length).isGreaterThan((int) acknowledged);
      for (var torn = acknowledged; torn < whole.length - 1; torn += 1013) {
        copyAsIfItHadDied(crashed);
        try (var channel = java.nio.channels.FileChannel.open(log, StandardOpenOption.WRITE)) {
          channel.truncate(torn);
        }
        try (var after = open(crashed)) {
          assertThat(after.oldest("event", 1000).entries())
              .as("cut at %d", torn)
              .isEqualTo(entries(0, 300));
        }
        scribble(crashed, whole, (int) torn);
        try (var after = open(crashed)) {
          assertThat(after.oldest("event", 1000).entries())
              .as("scribbled from %d", torn)
              .isEqualTo(entries(0, 300));
        }
      }
    }
  }

  @Test
  void onlyItsOwnerCanReadIt() throws SpoolException, IOException {
    try (var spool = open(folder)) {
      spool.append("event", entries(0, 1));
      try (var files = Files.list(folder)) {
        assertThat(files)
            .isNotEmpty()
            .allSatisfy(file ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
      }
    }
  }

  @Test
  void nobodyElseCanUseItAtTheSameTime() {
    try (var _ = open(folder)) {
      assertThatThrownBy(() -> open(folder))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("SP-SPOOL-001")
          .hasMessageContaining("locked");
    }
  }

  @Test
  void aDamagedFileIsPutAsideAndNotLost() throws SpoolException, IOException, SQLException {
    try (var spool = open(folder)) {
      spool.append("event", entries(0, 1000));
    }
    var file = folder.resolve("spool.db");
    var bytes = Files.readAllBytes(file);
    java.util.Arrays.fill(bytes, 0, bytes.length / 2, (byte) 'x');
    Files.write(file, bytes);

    try (var spool = open(folder)) {
      assertThat(spool.isEmpty("event")).isTrue();
      spool.append("event", entries(0, 1));
      assertThat(spool.damaged()).hasSize(1);
      assertThat(Files.readAllBytes(folder.resolve(spool.damaged().getFirst()))).isEqualTo(bytes);
    }
  }

  @Test
  void beyondItsSizeItTakesNoMoreAndKeepsWhatItHas() throws SpoolException, SQLException {
    try (var spool = Spool.open(folder, KINDS, 200_000, Duration.ofDays(7), () -> now)) {
      var taken = fill(spool);

      assertThat(taken).isGreaterThan(10);
      assertThat(spool.state().problem()).contains("nothing can be written");
      var page = spool.oldest("event", 100_000);
      assertThat(page.entries()).isEqualTo(entries(0, taken));
      spool.done("event", spool.oldest("event", taken - 5).last());
      spool.append("event", entries(taken, 1));
      assertThat(spool.oldest("event", 100_000).entries()).isEqualTo(entries(taken - 5, 6));
      assertThat(spool.state().problem()).isEmpty();
    }
  }

  @Test
  void aFullDiskRefusesWhatIsNewAndLosesNothing() throws Exception {
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder.toString()));
    try (var spool = open(folder)) {
      spool.append("event", entries(0, 500));
      var filler = folder.resolve("filler");
      fillDisk(filler);

      assertThatThrownBy(() -> fill(spool, 500)).isInstanceOf(SpoolException.class);
      assertThat(spool.oldest("event", 500).entries()).isEqualTo(entries(0, 500));
      spool.done("event", spool.oldest("event", 200).last());
      assertThat(spool.oldest("event", 300).entries()).isEqualTo(entries(200, 300));

      Files.delete(filler);
      spool.append("event", entries(500, 10));
      assertThat(spool.oldest("event", 1000).entries()).isEqualTo(entries(200, 310));
    } finally {
      run("umount", folder.toString());
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }

  private static void fillDisk(Path filler) throws IOException {
    try (var file = Files.newOutputStream(filler)) {
      while (true) {
        file.write(new byte[4096]);
      }
    } catch (IOException e) {
      assertThat(Files.size(filler)).as(e.toString()).isPositive();
    }
  }

  /** Appends one by one until it is refused: up to a log's size there may be room yet. */
  private static void fill(Spool spool, int from) throws SpoolException {
    for (var i = 0; i < 100_000; i++) {
      spool.append("exposure", entries(from + i, 1));
    }
  }

  @Test
  void beyondItsAgeItTakesNoMoreAndKeepsWhatItHas() throws SpoolException, SQLException {
    try (var spool = open(folder)) {
      spool.append("event", entries(0, 1));
      now = NOW.plus(Duration.ofDays(7)).plusSeconds(1);

      assertThatThrownBy(() -> spool.append("exposure", entries(1, 1)))
          .isInstanceOf(SpoolException.class)
          .hasMessageContaining("PT168H");
      assertThat(spool.state().age()).isGreaterThan(Duration.ofDays(7));
      spool.done("event", spool.oldest("event", 1).last());
      spool.append("exposure", entries(1, 1));
      assertThat(spool.oldest("exposure", 9).entries()).isEqualTo(entries(1, 1));
    }
  }

  @Test
  void nothingOfWhatIsDoneIsLeftOnDisk() throws SpoolException, SQLException, IOException {
    try (var spool = open(folder)) {
      spool.append("event", List.of(new Entry(NOW, "{\"id\":\"somebody-to-forget\"}")));
      spool.done("event", spool.oldest("event", 1).last());
      try (var files = Files.list(folder)) {
        assertThat(files)
            .isNotEmpty()
            .allSatisfy(file ->
                assertThat(
                        new String(
                            Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain("somebody-to-forget"));
      }
    }
  }

  private Spool open(Path where) {
    return Spool.open(where, KINDS, BYTES_MAX, Duration.ofDays(7), () -> now);
  }

  private static int fill(Spool spool) {
    var taken = 0;
    try {
      while (true) {
        spool.append("event", entries(taken, 10));
        taken += 10;
      }
    } catch (SpoolException _) {
      return taken;
    }
  }

  private static List<Entry> entries(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i ->
            new Entry(
                NOW.plus(i, ChronoUnit.MICROS),
                "{\"id\":\"%d\",\"text\":\"ä€𝄞 %s\"}".formatted(i, "x".repeat(i % 200))))
        .toList();
  }

  private void copyAsIfItHadDied(Path crashed) throws IOException {
    for (var name : List.of("spool.db", "spool.db-wal")) {
      Files.write(crashed.resolve(name), Files.readAllBytes(folder.resolve(name)));
    }
  }

  private void scribble(Path crashed, byte[] whole, int from) throws IOException {
    copyAsIfItHadDied(crashed);
    var scribbled = whole.clone();
    for (var i = from; i < scribbled.length; i++) {
      scribbled[i] = (byte) (31 * i);
    }
    Files.write(crashed.resolve("spool.db-wal"), scribbled);
  }
}
