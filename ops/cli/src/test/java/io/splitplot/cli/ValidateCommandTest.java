package io.splitplot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the command to the page, in a home in which nothing runs. */
class ValidateCommandTest {
  private static final Path BINARIES =
      Path.of(System.getProperty("java.io.tmpdir"), "splitplot-test-postgresql");

  @TempDir private Path home = Path.of("");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void takeThePrograms() throws IOException {
    Files.createDirectories(BINARIES);
    Files.createSymbolicLink(home.resolve("postgresql"), BINARIES);
  }

  @Test
  void goalsAreMeasuredPrintedAndDrawn() throws IOException {
    var page = home.resolve("page.html");

    assertThat(run("--runs", "1000", "--goal", "G8", "--json", "--page", page.toString())).isZero();

    var document = new ObjectMapper().readTree(text(out));
    assertThat(document.at("/passed").asBoolean()).isTrue();
    assertThat(document.at("/goals/0/goal").asText()).isEqualTo("G8");
    assertThat(document.at("/goals/0/checks/0/kind").asText()).isEqualTo("count");
    assertThat(page).content().contains("G8", "1,000 runs for each number");
  }

  @Test
  void peopleReadEachNumberWithItsLimits() {
    assertThat(run("--runs", "1000", "--goal", "G9")).isZero();

    assertThat(text(out))
        .contains("✓ G9", "of 1000", "(known to be wrong)", "Everything is as it must be");
    assertThat(text(err)).contains("validity.html");
    assertThat(home.resolve("validity.html")).exists();
  }

  private int run(String... options) {
    var arguments = new String[options.length + 1];
    arguments[0] = "validate";
    System.arraycopy(options, 0, arguments, 1, options.length);
    var environment = Map.of("SPLITPLOT_HOME", home.toString());
    return Main.run(arguments, home, environment, stream(out), stream(err));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
