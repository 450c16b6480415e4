package io.splitplot.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {
  @TempDir private Path cache;

  /** One test, since unpacking is the slowest thing here: a leftover, a race, and a second use. */
  @Test
  void programsAreUnpackedOnceAndWhole() throws IOException {
    Files.createDirectories(cache.resolve("unfinished/bin"));
    Files.writeString(cache.resolve("unfinished/bin/postgres"), "half a progr");

    var homes =
        IntStream.range(0, 3).parallel().mapToObj(_ -> Binaries.in(cache)).distinct().toList();

    assertThat(homes).hasSize(1);
    assertThat(cache.resolve("unfinished")).doesNotExist();
    var binaries = homes.getFirst();
    for (var program : List.of("initdb", "postgres", "pg_ctl")) {
      var answer = Command.run(List.of(binaries.program(program), "-V"), Duration.ofSeconds(10));
      assertThat(answer.output())
          .startsWith(program + " (PostgreSQL) " + binaries.majorVersion() + ".");
    }
    var before = Files.getLastModifiedTime(binaries.home());
    assertThat(Binaries.in(cache)).isEqualTo(binaries);
    assertThat(Files.getLastModifiedTime(binaries.home())).isEqualTo(before);
  }
}
