package io.splitplot.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A plan on a terminal, against what somebody looked at and found right. */
class PlanTextTest {
  private static final Path FOLDER = Path.of("src/test/resources/io/splitplot/cli/report");
  private static final Path WRITTEN = Path.of("target/report");

  @Test
  void aPlanIsAsExpected() throws IOException {
    var text = PlanText.unicode(document(), 100, false) + "\n";

    // Left behind to become the expected text, when it's right and that is wrong.
    Files.createDirectories(WRITTEN);
    Files.writeString(WRITTEN.resolve("plan.txt"), text);
    assertThat(text).isEqualTo(Files.readString(FOLDER.resolve("plan.txt")));
  }

  @Test
  void coloursChangeNothingButColours() throws IOException {
    var coloured = PlanText.unicode(document(), 100, true);

    assertThat(coloured).contains("\033[1mspend");
    assertThat(coloured.replaceAll("\033\\[[0-9;]+m", ""))
        .isEqualTo(PlanText.unicode(document(), 100, false));
  }

  @Test
  void withoutTrafficThereIsASentence() throws JsonProcessingException {
    var plan =
        new ObjectMapper()
            .readTree(
                """
                {"experiment": "next", "state": "draft", "unit_type": "user", "power": 0.8, "metrics": [],
                 "traffic": {"source": null, "units_per_day": null, "note": "nobody came"}}
                """);

    assertThat(PlanText.unicode(plan, 100, false))
        .contains("! nobody came", "the experiment has no metrics")
        .doesNotContain("null", "new users");
  }

  private static JsonNode document() throws IOException {
    return new ObjectMapper().readTree(Files.readString(FOLDER.resolve("plan.json")));
  }
}
