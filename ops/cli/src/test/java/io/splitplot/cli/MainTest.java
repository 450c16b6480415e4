package io.splitplot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees who types the wrong thing. */
class MainTest {
  @TempDir private Path root = Path.of("");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void anUnknownCommandIsBadUsage() {
    assertThat(run("deom")).isEqualTo(2);
    assertThat(text(err)).contains("deom").contains("demo");
  }

  @Test
  void anUnknownOptionIsBadUsage() {
    assertThat(run("demo", "--forever")).isEqualTo(2);
    assertThat(text(err)).contains("--forever");
  }

  @Test
  void noCommandPrintsTheHelp() {
    assertThat(run()).isEqualTo(2);
    assertThat(text(err)).contains("demo").contains("report");
  }

  @Test
  void helpIsAResult() {
    assertThat(run("--help")).isZero();
    assertThat(text(err)).isEmpty();
  }

  @Test
  void aCommandThatNeedsARunningHomeSaysWhichOneAndHowToStartIt() {
    assertThat(run("report", "hillstrom")).isEqualTo(1);
    assertThat(text(err))
        .contains("SP-HOME-003")
        .contains("./splitplot demo")
        .contains(".splitplot");
  }

  @Test
  void configShowsWhereEachValueComesFromAndNoSecret() {
    var environment = Map.of("SPLITPLOT_PORT", "1234", "SPLITPLOT_WAREHOUSE_PASSWORD", "geheim");

    assertThat(Main.run(new String[] {"config"}, root, environment, stream(out), stream(err)))
        .isZero();
    assertThat(text(out))
        .containsPattern("api.port +1234 +SPLITPLOT_PORT")
        .containsPattern("api.host +127.0.0.1 +default")
        .containsPattern("warehouse.password +\\(set\\)")
        .doesNotContain("geheim");
  }

  @Test
  void aKeyForNoRoleIsBadUsage() {
    assertThat(run("key", "create", "robot", "--role", "root")).isEqualTo(2);
    assertThat(text(err)).contains("SP-KEY-006").contains("client");
  }

  @Test
  void aGoalThatDoesNotExistIsBadUsage() {
    assertThat(run("validate", "--goal", "G15")).isEqualTo(2);
    assertThat(text(err)).contains("SP-VALIDATE-006").contains("G15").contains("G1, G2");
  }

  @Test
  void tooFewRunsAreBadUsage() {
    assertThat(run("validate", "--runs", "999")).isEqualTo(2);
    assertThat(text(err)).contains("SP-VALIDATE-005").contains("999");
  }

  private int run(String... arguments) {
    return Main.run(arguments, root, Map.of(), stream(out), stream(err));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
