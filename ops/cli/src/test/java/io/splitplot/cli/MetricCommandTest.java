package io.splitplot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Definitions of metrics in files: what is sent of them, and what is said of those that are wrong.
 */
class MetricCommandTest {
  private static final String APPLIED =
      """
      {"dry_run": false, "metrics": [
        {"key": "buys", "outcome": "succeeded", "version": 2,
         "changes": {"window": {"from": null, "to": "P14D"}, "cap": {"from": 1, "to": 2.5}}},
        {"key": "clicks", "outcome": "unchanged", "version": 7, "changes": {}}]}
      """;

  @TempDir private Path root = Path.of("");
  private Path folder = Path.of("");
  private FakeApi api;

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi(root);
    folder = Files.createDirectory(root.resolve("metrics"));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void filesOfAllFormsAreSentAsOneChange() throws IOException {
    write("a.yaml", "key: one\nkind: count\nevent: buy # a comment\ncap: 0.12345678901234567891\n");
    write("b.yml", "- {key: two, kind: funnel, steps: [a, b]}\n- key: three\n  net: true\n");
    write("c.json", "{\"key\": \"four\"}");
    write("d.yaml", "---\nkey: five\n---\nkey: six\n");
    Files.createDirectory(folder.resolve("sub"));
    write("sub/e.yaml", "key: seven\nevent: '2026-01-01'\nwindow: null\n");
    write("notes.txt", "no: metric");
    write(".hidden.yaml", "no: metric");
    api.answers(200, APPLIED);

    assertThat(apply()).as(api.err()).isZero();

    assertThat(api.asked())
        .isEqualTo(
            "PUT /v1/metrics {'dry_run':false,'metrics':[".replace('\'', '"')
                + """
                {"key":"one","kind":"count","event":"buy","cap":0.12345678901234567891},\
                {"key":"two","kind":"funnel","steps":["a","b"]},{"key":"three","net":true},\
                {"key":"four"},{"key":"five"},{"key":"six"},\
                {"key":"seven","event":"2026-01-01","window":null}]}\
                """);
  }

  @Test
  void aTableSaysWhatWasDone() throws IOException {
    write("a.yaml", "key: buys");
    api.answers(200, APPLIED);

    assertThat(apply()).isZero();

    assertThat(api.out())
        .containsPattern("buys +succeeded +2  cap: 1 -> 2.5, window: - -> P14D\n")
        .containsPattern("clicks +unchanged +7\n")
        .doesNotContain("dry run");
  }

  @Test
  void aDryRunIsOneAndSaysSo() throws IOException {
    write("a.yaml", "key: buys");
    api.answers(200, APPLIED);

    assertThat(apply("--dry-run")).isZero();

    assertThat(api.asked()).contains("\"dry_run\":true");
    assertThat(api.out()).contains("Nothing was changed");
  }

  @Test
  void programsReadTheAnswerAsItIs() throws IOException {
    write("a.yaml", "key: buys");
    api.answers(200, APPLIED);

    assertThat(apply("--json")).isZero();

    assertThat(new ObjectMapper().readTree(api.out()))
        .isEqualTo(new ObjectMapper().readTree(APPLIED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "key: [open | SP-METRIC-002: .*/a.yaml:\\d+: .*",
        "key: a\\nkind: b\\nkey: c | SP-METRIC-002: .*/a.yaml:3: Duplicate.*",
        "just words | SP-METRIC-003: .*/a.yaml:1: this is no metric.*",
        "- key: a\\n- b | SP-METRIC-003: .*/a.yaml:2: this is no metric.*",
        "- - key: a | SP-METRIC-003: .*/a.yaml:1: this is no metric.*",
        "- key: a\\n- key: b\\n  kind: count\\n- kind: mean\\n  key: a"
            + " | SP-METRIC-004: .*/a.yaml:5: key: a is also defined at .*/a.yaml:1",
      })
  void whatIsNoDefinitionIsNamedByFileAndLineAndNobodyIsAsked(String text, String error)
      throws IOException {
    write("a.yaml", text.replace("\\n", "\n"));

    assertThat(apply()).isEqualTo(2);

    assertThat(api.err()).containsPattern(error);
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void aKeyOfTwoFilesIsNamedWithBoth() throws IOException {
    write("a.yaml", "key: twice\n");
    write("b.yaml", "kind: mean\nkey: twice\n");

    assertThat(apply()).isEqualTo(2);

    assertThat(api.err())
        .containsPattern("SP-METRIC-004: .*/b.yaml:2: key: twice is also defined at .*/a.yaml:1");
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void aRefusalOfTheApiIsNamedByFileLineAndField() throws IOException {
    write("a.yaml", "- key: one\n- key: two\n  kind: mean\n  colour: red\n");
    api.answers(
        422,
        """
        {"code": "unknown_field", "detail": "metrics[1].colour: unknown field", "status": 422}
        """);

    assertThat(apply()).isEqualTo(2);

    assertThat(api.err()).containsPattern("unknown_field .*/a.yaml:4: colour: unknown field");
  }

  @Test
  void aBrokenRuleIsNamedByTheLineOfItsMetric() throws IOException {
    write("a.yaml", "- key: one\n- key: two\n  kind: mean\n");
    api.answers(
        422,
        """
        {"code": "rule_broken", "detail": "metrics[1]: a cap is positive", "status": 422}
        """);

    assertThat(apply()).isEqualTo(2);

    assertThat(api.err()).containsPattern("rule_broken .*/a.yaml:2: a cap is positive");
  }

  @ParameterizedTest
  @CsvSource({"nowhere.yaml", "empty"})
  void whatCannotBeReadIsBadUsage(String name) throws IOException {
    Files.createDirectory(folder.resolve("empty"));

    assertThat(api.run("metric", "apply", folder.resolve(name).toString())).isEqualTo(2);

    assertThat(api.err()).contains("SP-METRIC-001").contains(name);
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void whatFailsForOtherReasonsIsNoBadUsage() throws IOException {
    write("a.yaml", "key: one");
    api.answers(503, "{\"code\": \"database_unavailable\", \"detail\": \"\"}");

    assertThat(apply()).isEqualTo(1);
  }

  @Test
  void listAndShowAskForThem() {
    assertThat(api.run("metric", "list")).as(api.err()).isZero();
    assertThat(api.asked()).isEqualTo("GET /v1/metrics?after=");
    assertThat(api.run("metric", "show", "a/b")).as(api.err()).isZero();
    assertThat(api.asked()).isEqualTo("GET /v1/metrics/a%2Fb");
  }

  private int apply(String... options) {
    var words = new ArrayList<>(List.of("metric", "apply", folder.toString()));
    words.addAll(List.of(options));
    return api.run(words.toArray(String[]::new));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
