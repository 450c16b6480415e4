package io.splitplot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.splitplot.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code load} and {@code dead-letter}, as somebody types them. */
class LineCommandsTest {
  private static final String YAML =
      """
      line: stock
      source: {files: "*.csv"}
      target: {table: stock, mode: upsert, key: sku}
      columns: {sku: text, pieces: bigint}
      gates: [{kind: range, column: pieces, at_least: 0}]
      """;

  @TempDir private Path root = Path.of("");

  private final TestDatabase warehouse = TestDatabase.warehouse();
  private String shown = "";
  private String complaint = "";

  @BeforeEach
  void writeEndpoints() throws IOException {
    var home = Files.createDirectory(root.resolve(".splitplot"));
    var endpoints =
        Files.createFile(
            home.resolve("endpoints.json"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        endpoints,
        """
        {"warehouse": "%s?user=%s&password=%s", "pid": 1}
        """
            .formatted(warehouse.jdbcUrl(), warehouse.user(), warehouse.password()));
  }

  @AfterEach
  void close() {
    warehouse.close();
  }

  @Test
  void aFileIsLoadedAndItsBadRowsAreShownCorrectedAndReplayed() throws IOException {
    Files.writeString(root.resolve("a.csv"), "sku,pieces,shelf\na,5,x\nb,many,\n");
    assertThat(command("dead-letter", "list")).isZero();
    assertThat(load(YAML)).isEqualTo(3);
    assertThat(shown).startsWith("2 rows: 1 new, 0 changed, 0 were there, 1 dead letters");
    assertThat(complaint).contains("nobody declared shelf", "./splitplot dead-letter list");

    assertThat(command("dead-letter", "list")).isEqualTo(3);
    assertThat(shown)
        .contains("stock: a.csv at check, SP-LOAD-TYPE pieces", "'many' is not a number");
    assertThat(command("dead-letter", "list", "--line", "stock", "--rows", "5")).isEqualTo(3);
    assertThat(shown).isEqualTo("1  a.csv:3: pieces: 'many' is not a number\n");
    assertThat(command("dead-letter", "show", "1")).isZero();
    assertThat(shown).contains("1  a.csv:3, line stock", "sku | pieces | shelf\nb,many,");
    assertThat(command("dead-letter", "show", "99")).isEqualTo(2);

    var corrected =
        YAML.replace("pieces: bigint", "pieces: {type: bigint, values: {many: \"99\"}}");
    Files.writeString(root.resolve("line.yaml"), corrected);
    assertThat(command("dead-letter", "replay", yaml(), "--accept")).isEqualTo(2);
    assertThat(command("dead-letter", "replay", yaml())).isZero();
    assertThat(shown).startsWith("1 rows: 1 new");
    assertThat(command("dead-letter", "list")).isZero();
    assertThat(shown).isEqualTo("no dead letters wait\n");
  }

  @Test
  void aBatchThatAGateKeptOutIsAcceptedByHand() throws IOException {
    Files.writeString(root.resolve("a.csv"), "sku,pieces\na,-5\n");
    assertThat(load(YAML)).isEqualTo(3);
    assertThat(complaint).contains("1 batches did not pass a gate");
    assertThat(command("dead-letter", "list")).isEqualTo(3);
    assertThat(shown).contains("→ ./splitplot dead-letter replay YAML --batch 1");
    assertThat(command("dead-letter", "replay", yaml(), "--batch", "1")).isEqualTo(1);
    assertThat(complaint).contains("SP-LOAD-GATE");
    assertThat(command("dead-letter", "replay", yaml(), "--batch", "1", "--accept")).isZero();
    assertThat(shown).isEqualTo("1 rows of batch 1 are stored\n");
  }

  @Test
  void whatNobodyWantsIsDismissedAndShownOnlyToWhoAsksForAll() throws IOException {
    Files.writeString(root.resolve("a.csv"), "sku,pieces\na,many\n");
    Files.writeString(root.resolve("b.csv"), "sku,pieces\nb,-1\n");
    assertThat(load(YAML)).isEqualTo(3);
    assertThat(command("dead-letter", "dismiss", "--reason", "none named")).isEqualTo(2);
    assertThat(command("dead-letter", "dismiss", "1")).isEqualTo(2);
    assertThat(command("dead-letter", "dismiss", "2", "--reason", "part of a batch")).isEqualTo(1);
    assertThat(complaint).contains("SP-DEAD-LETTER-DISMISS");
    assertThat(command("dead-letter", "dismiss", "1", "--reason", "a test", "--by", "ann"))
        .isZero();
    assertThat(shown).isEqualTo("1 dead letters are dismissed\n");
    assertThat(command("dead-letter", "dismiss", "--batch", "2", "--reason", "sent again"))
        .isZero();

    assertThat(command("dead-letter", "list")).isZero();
    assertThat(command("dead-letter", "list", "--all")).isZero();
    assertThat(shown)
        .contains("is not a number (dismissed)", "wanted all within 0 and any (dismissed)");
    assertThat(shown).doesNotContain("replay");
    assertThat(command("dead-letter", "show", "1")).isZero();
    assertThat(shown).contains("dismissed 20", " by ann: a test");
  }

  @Test
  void programsAreToldTheSame() throws IOException {
    Files.writeString(root.resolve("a.csv"), "sku,pieces\na,5\nb,\n\"c,1\n");
    Files.writeString(root.resolve("line.yaml"), YAML);
    assertThat(command("load", yaml(), "--json")).isEqualTo(3);
    var result = new ObjectMapper().readTree(shown);
    assertThat(result.path("read").intValue()).isEqualTo(3);
    assertThat(result.path("rejected").intValue()).isEqualTo(1);
    assertThat(result.path("stations").findValuesAsText("station"))
        .containsExactly("read", "decode", "check", "transform", "stage", "merge")
        .contains(result.path("bottleneck").textValue());
    assertThat(command("dead-letter", "show", "1", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(shown).path("payload").textValue()).isEqualTo("\"c,1");
  }

  @Test
  void aWrongDeclarationIsBadUsageAndSaysWhere() throws IOException {
    for (var wrong :
        Map.of(
                "columns: {sku: text, pieces: bigint}", "columns: {sku: text, pieces: number}",
                "mode: upsert", "mode: replace",
                "key: sku", "key: id",
                "line: stock", "line: Stock",
                "kind: range", "kind: rang")
            .entrySet()) {
      assertThat(load(YAML.replace(wrong.getKey(), wrong.getValue())))
          .as(wrong.getValue())
          .isEqualTo(2);
      assertThat(complaint).startsWith("SP-LOAD-DECLARATION: line.yaml");
    }
    assertThat(load(YAML.replace("\"*.csv\"", "nowhere.csv"))).isEqualTo(1);
    assertThat(complaint).contains("SP-LOAD-FILE", "nowhere.csv");
  }

  private String yaml() {
    return root.resolve("line.yaml").toString();
  }

  private int load(String yaml) throws IOException {
    Files.writeString(root.resolve("line.yaml"), yaml);
    return command("load", yaml());
  }

  private int command(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var exitCode = Main.run(arguments, root, Map.of(), stream(out), stream(err));
    shown = out.toString(StandardCharsets.UTF_8);
    complaint = err.toString(StandardCharsets.UTF_8);
    return exitCode;
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
