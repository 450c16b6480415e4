package io.splitplot.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports on a terminal, against what somebody looked at and found right. */
class ReportTextTest {
  /** The same reports that the API's formats are tested with. */
  private static final Path DOCUMENTS =
      Path.of("../../api-server/src/test/resources/io/splitplot/api/report");

  private static final Path EXPECTED = Path.of("src/test/resources/io/splitplot/cli/report");
  private static final Path WRITTEN = Path.of("target/report");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hillstrom",
        "no-data",
        "sample-ratio-failed",
        "zero-variance",
        "money",
        "hostile"
      })
  void aReportIsAsExpected(String name) throws IOException {
    var text = ReportText.render(document(name), 100, false, true);

    // Left behind to become the expected text, when it's right and that is wrong.
    Files.createDirectories(WRITTEN);
    Files.writeString(WRITTEN.resolve(name + ".txt"), text + "\n");
    assertThat(text + "\n").isEqualTo(Files.readString(EXPECTED.resolve(name + ".txt")));
  }

  @Test
  void withoutUnicodeItIsTheSameInAscii() throws IOException {
    var unicode = ReportText.render(document("hillstrom"), 100, false, true);
    var ascii = ReportText.render(document("hillstrom"), 100, false, false);

    assertThat(ascii).isASCII().contains("[", "*", "|");
    assertThat(ascii.lines().map(Letters::width))
        .isEqualTo(unicode.lines().map(Letters::width).toList());
  }

  @Test
  void coloursChangeNothingButColours() throws IOException {
    var plain = ReportText.render(document("sample-ratio-failed"), 100, false, true);
    var coloured = ReportText.render(document("sample-ratio-failed"), 100, true, true);

    assertThat(coloured).contains("\033[1;31m✗ sample ratio: fail");
    assertThat(coloured.replaceAll("\033\\[[0-9;]+m", "")).isEqualTo(plain);
  }

  @Test
  void noNameCommandsTheTerminal() throws IOException {
    var text = ReportText.render(document("hostile"), 100, false, true);

    assertThat(text.codePoints().filter(Character::isISOControl)).containsOnly((int) '\n');
    assertThat(text).doesNotContain("\u202e");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 100, 200})
  void everythingFitsTheTerminal(int width) throws IOException {
    for (var name : new String[] {"hillstrom", "money", "hostile", "no-data"}) {
      assertThat(ReportText.render(document(name), width, false, true).lines())
          .allMatch(line -> Letters.width(line) <= width);
    }
  }

  private static JsonNode document(String name) throws IOException {
    return new ObjectMapper().readTree(DOCUMENTS.resolve(name + ".json").toFile());
  }
}
