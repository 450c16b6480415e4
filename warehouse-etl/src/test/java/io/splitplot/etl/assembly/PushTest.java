package io.splitplot.etl.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.etl.EtlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is pushed to a line waits in its inbox, and is gone only when it is stored. */
class PushTest {
  private static final Lines LINES = new Lines();

  @TempDir private Path folder = Path.of("");

  @AfterAll
  static void close() {
    LINES.close();
  }

  private static String yaml(String line, String source) {
    return """
    line: %1$s
    source: {%2$s}
    target: {table: %1$s, mode: insert}
    columns: {n: bigint}
    """
        .formatted(line, source);
  }

  /** As the API server does it. */
  private void push(String line, int number, String rows) throws IOException {
    var inbox = Files.createDirectories(folder.resolve("inbox").resolve(line));
    Files.writeString(inbox.resolve("%016d-%032x.ndjson".formatted(number, number)), rows);
  }

  private List<String> files(String line, String below) throws IOException {
    try (var files = Files.walk(folder.resolve("inbox").resolve(line).resolve(below))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void theFirstRunOpensTheInboxAndLaterOnesStoreWhatIsInItOnce() throws Exception {
    var yaml = yaml("pushed", "push: ndjson");
    assertThat(LINES.load(folder, yaml).read()).isZero();
    assertThat(folder.resolve("inbox/pushed")).isDirectory();

    push("pushed", 1, "{\"n\": 1}\n{\"n\": 2}\n");
    push("pushed", 2, "{\"n\": \"two\"}\n{\"n\": 3}");
    Files.writeString(folder.resolve("inbox/pushed/0000000000000003-x.ndjson.17.tmp"), "{\"n\":");
    assertThat(LINES.load(folder, yaml))
        .extracting(LoadResult::added, LoadResult::rejected)
        .containsExactly(3L, 1L);

    assertThat(files("pushed", "loaded"))
        .containsExactly("%032x".formatted(1), "%032x".formatted(2));
    assertThat(files("pushed", "")).hasSize(3);
    assertThat(
            LINES.value(
                "select count(*) from etl.checkpoint c join etl.line using (line_id) where name = 'pushed'"))
        .isEqualTo("0");
    assertThat(
            LINES.value(
                "select string_agg(origin, ' ' order by batch_id) from etl.line_batch join etl.line using (line_id) where name = 'pushed'"))
        .isEqualTo("%016d-%032x.ndjson %016d-%032x.ndjson".formatted(1, 1, 2, 2));
    assertThat(LINES.load(folder, yaml).read()).isZero();
  }

  /** The source is no part of what the warehouse knows of a line, so this reads and keeps files. */
  @Test
  void whatWasStoredByARunThatDiedBeforeItRemovedItIsRemovedAndNotStoredAgain() throws Exception {
    LINES.load(folder, yaml("died", "push: ndjson"));
    push("died", 1, "{\"n\": 1}\n");
    LINES.load(folder, yaml("died", "files: \"inbox/died/*.ndjson\""));
    // the name of the file as that run has it
    LINES.run("update etl.checkpoint set origin = replace(origin, 'inbox/died/', '')");
    assertThat(files("died", "")).containsExactly("%016d-%032x.ndjson".formatted(1, 1));

    assertThat(LINES.load(folder, yaml("died", "push: ndjson")).read()).isZero();

    assertThat(files("died", "")).containsExactly("%032x".formatted(1));
    assertThat(LINES.value("select count(*) from external.died")).isEqualTo("1");
  }

  @Test
  void whateverIsKilledEachPushIsStoredOnce() throws Exception {
    var line = LINES.line(folder, yaml("killed", "push: ndjson"), 500);
    line.run();
    for (var push = 0; push < 120; push++) {
      var first = push * 100;
      push(
          "killed",
          push,
          IntStream.range(first, first + 100)
              .mapToObj("{\"n\": %d}\n"::formatted)
              .reduce("", String::concat));
    }
    var kills = LINES.killUntilDone(line, new Random(5));

    assertThat(kills).isPositive();
    assertThat(
            LINES.value("select format('%s %s', count(*), count(distinct n)) from external.killed"))
        .isEqualTo("12000 12000");
    assertThat(files("killed", "loaded")).hasSize(120).isEqualTo(files("killed", ""));
    assertThat(
            LINES.value(
                "select count(*) from etl.checkpoint c join etl.line using (line_id) where name = 'killed'"))
        .isEqualTo("0");
  }

  @Test
  void whatWasLoadedLongAgoIsForgotten() throws Exception {
    var yaml = yaml("old", "push: ndjson");
    LINES.load(folder, yaml);
    var loaded = folder.resolve("inbox/old/loaded");
    Files.createDirectories(loaded.resolve("2026-01-31"));
    Files.writeString(loaded.resolve("2026-01-31").resolve("%032x".formatted(7)), "digest");
    Files.createDirectories(loaded.resolve("of somebody"));
    push("old", 1, "{\"n\": 1}");
    LINES.load(folder, yaml);
    assertThat(files("old", "loaded")).containsExactly("%032x".formatted(1));
    assertThat(loaded.resolve("2026-01-31")).doesNotExist();
    assertThat(loaded.resolve("of somebody")).exists();
  }

  @Test
  void pushesAreOfOneKindAndHaveNoTotals() {
    assertThatThrownBy(() -> LINES.load(folder, yaml("wrong", "push: csv")))
        .isInstanceOf(EtlException.class)
        .hasMessageContaining("push: is ndjson");
    assertThatThrownBy(
            () -> LINES.load(folder, yaml("wrong", "push: ndjson") + "totals: {sums: [n]}\n"))
        .hasMessageContaining("a push says nothing of itself");
  }
}
