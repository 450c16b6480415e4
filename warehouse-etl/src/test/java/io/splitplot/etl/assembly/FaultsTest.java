package io.splitplot.etl.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of all kinds of broken lines, and runs that are killed: each good row is stored once, each
 * bad one told.
 */
class FaultsTest {
  private static final Lines LINES = new Lines();

  @TempDir private Path folder = Path.of("");

  @AfterAll
  static void close() {
    LINES.close();
  }

  /** What a generated file should come to. */
  private record Wanted(TreeSet<Long> good, TreeMap<Long, String> badLines) {
    Wanted() {
      this(new TreeSet<>(), new TreeMap<>());
    }
  }

  /**
   * Ids are unique over all files of a table.
   *
   * @param firstId of the rows
   */
  private static Wanted write(OutputStream out, Random random, long firstId, int rows)
      throws IOException {
    var wanted = new Wanted();
    out.write("id,amount,note\n".getBytes(UTF_8));
    var line = 2L;
    for (var id = firstId; id < firstId + rows; id++) {
      var bad = random.nextInt(20) == 0;
      var row = bad ? badRow(random, id) : goodRow(random, id);
      if (bad) {
        wanted.badLines().put(line, "");
      } else {
        wanted.good().add(id);
      }
      out.write(row);
      out.write('\n');
      for (var b : row) {
        line += b == '\n' ? 1 : 0;
      }
      line++;
    }
    return wanted;
  }

  private static byte[] goodRow(Random random, long id) {
    var note =
        List.of("", "plain", "\"a, \"\"b\"\"\"", "\"over\ntwo\"", "ünï\\\tcode")
            .get(random.nextInt(5));
    return "%d,%d.%02d,%s"
        .formatted(id, random.nextInt(100), random.nextInt(100), note)
        .getBytes(UTF_8);
  }

  private static byte[] badRow(Random random, long id) {
    return switch (random.nextInt(8)) {
      case 0 -> "%d,12,\"no partner".formatted(id).getBytes(UTF_8);
      case 1 -> "%d,1".formatted(id).getBytes(UTF_8);
      case 2 -> "%d,1,x,y".formatted(id).getBytes(UTF_8);
      case 3 -> "%d,twelve,".formatted(id).getBytes(UTF_8);
      case 4 -> ",1,".getBytes(UTF_8);
      case 5 -> new byte[] {'1', ',', '1', ',', (byte) 0xC3, (byte) 0x28};
      case 6 -> new byte[] {'1', ',', '1', ',', 0};
      default -> "%d,1,\"a\"b".formatted(id).getBytes(UTF_8);
    };
  }

  @Test
  void ofRandomFilesEachGoodRowIsStoredOnceAndEachBadLineIsADeadLetter() throws Exception {
    for (var seed = 0; seed < 12; seed++) {
      var random = new Random(seed);
      var files = Files.createDirectory(folder.resolve("files" + seed));
      var good = new TreeSet<Long>();
      var bad = new TreeSet<String>();
      for (var file = 0; file < 4; file++) {
        var bytes = new ByteArrayOutputStream();
        var wanted = write(bytes, random, file * 1_000L, random.nextInt(400));
        var name = "f" + file + (file % 2 == 0 ? ".csv" : ".csv.gz");
        try (var out = Files.newOutputStream(files.resolve(name));
            var packed = file % 2 == 0 ? out : new GZIPOutputStream(out)) {
          packed.write(bytes.toByteArray());
        }
        good.addAll(wanted.good());
        wanted.badLines().keySet().forEach(line -> bad.add("files/" + name + ":" + line));
      }
      var line = LINES.line(folder, declaration(seed), 1 + random.nextInt(500));
      assertThat(line.run().read()).isEqualTo(good.size() + bad.size());
      assertStored(seed, good, bad);
      assertThat(line.run().read()).isZero();
    }
  }

  private static String declaration(int seed) {
    return """
    line: faults%1$d
    source: {files: "files%1$d/*.{csv,csv.gz}", format: csv}
    target: {table: faults%1$d, mode: insert}
    columns:
      id: {type: bigint, required: true}
      amount: {type: bigint, minor_digits: 2, required: true}
      note: text
    """
        .formatted(seed);
  }

  private static void assertStored(int seed, Set<Long> good, Set<String> bad) throws Exception {
    assertThat(
            LINES.value(
                "select coalesce(string_agg(id::text, ',' order by id), '') from external.faults"
                    + seed))
        .as("seed %d", seed)
        .isEqualTo(String.join(",", good.stream().map(String::valueOf).toList()));
    var letters =
        LINES.value(
            """
            select coalesce(string_agg(format('%s:%s', replace(origin, 'files\
            """
                + seed
                + """
                /', 'files/'), place), ',' order by dead_letter_id), '')
                from etl.dead_letter join etl.line using (line_id) where name = 'faults\
                """
                + seed
                + "'");
    var told = letters.isEmpty() ? List.<String>of() : List.of(letters.split(","));
    assertThat(told).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(bad);
  }

  @Test
  void aPackedFileThatIsCutGivesWhatIsInItAndTheWholeOneTheRest() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var packed = new GZIPOutputStream(bytes)) {
      packed.write("id,amount,note\n".getBytes(UTF_8));
      for (var id = 0; id < 50_000; id++) {
        packed.write("%d,%d,%d\n".formatted(id, id, id * 7919L % 1000).getBytes(UTF_8));
      }
    }
    var whole = bytes.toByteArray();
    var files = Files.createDirectory(folder.resolve("files99"));
    Files.write(files.resolve("a.csv.gz"), Arrays.copyOf(whole, whole.length / 2));
    Files.writeString(files.resolve("b.csv"), "id,amount,note\n50000,1,\n");
    Files.write(files.resolve("c.csv.gz"), new byte[] {1, 2, 3});

    var cut = LINES.line(folder, declaration(99), 10_000).run();
    assertThat(cut.rejected()).isEqualTo(2);
    assertThat(cut.added()).isBetween(1_000L, 49_000L);

    Files.write(files.resolve("a.csv.gz"), whole);
    var rest = LINES.line(folder, declaration(99), 10_000).run();
    assertThat(rest.rejected()).isZero();
    assertThat(
            LINES.value(
                "select format('%s %s %s', count(*), count(distinct id), sum(amount)) from external.faults99"))
        .isEqualTo("50001 50001 " + (49_999L * 50_000 / 2 * 100 + 100));
  }

  @Test
  void aRunThatIsKilledAnywhereIsTakenUpByTheNextWithoutLossAndWithoutDoubles() throws Exception {
    var seed = 77;
    var random = new Random(seed);
    var files = Files.createDirectory(folder.resolve("files" + seed));
    var good = new TreeSet<Long>();
    var bad = new TreeSet<String>();
    for (var file = 0; file < 3; file++) {
      var name = "f" + file + ".csv";
      try (var out = Files.newOutputStream(files.resolve(name))) {
        var wanted = write(out, random, file * 100_000L, 6_000);
        good.addAll(wanted.good());
        wanted.badLines().keySet().forEach(line -> bad.add("files/" + name + ":" + line));
      }
    }
    var line = LINES.line(folder, declaration(seed), 300);
    var kills = LINES.killUntilDone(line, random);

    assertStored(seed, good, bad);
    // how many depends on the machine: the whole would take many times the first few whiles
    assertThat(kills).isGreaterThan(2);
    assertThat(
            LINES.value(
                "select sum(read_count) from etl.line_batch join etl.line using (line_id) where name = 'faults77'"))
        .isEqualTo(String.valueOf(good.size() + bad.size()));
  }
}
