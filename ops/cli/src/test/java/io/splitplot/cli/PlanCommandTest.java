package io.splitplot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code splitplot plan} asks the API for, and how it ends. */
class PlanCommandTest {
  @TempDir private Path root = Path.of("");
  private FakeApi api;

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi(root);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plan green | GET /v1/experiments/green/plan",
        "plan green --effect 2e-2 | GET /v1/experiments/green/plan?effect=0.02",
        "plan green --power 0.9 --metric spend --units-per-day 50"
            + " | GET /v1/experiments/green/plan?power=0.9&metric=spend&units_per_day=50",
        "plan green --baseline-mean 1.5 --baseline-sd 3 --json"
            + " | GET /v1/experiments/green/plan?baseline_mean=1.5&baseline_sd=3",
      })
  void aPlanIsOneCallOfTheApi(String arguments, String call) {
    assertThat(api.run(arguments.split(" ", -1))).as(api.err()).isZero();
    assertThat(api.asked()).isEqualTo(call);
  }

  @Test
  void programsGetTheDocument() {
    api.answers(200, "{\"experiment\": \"green\", \"metrics\": []}");

    assertThat(api.run("plan", "green", "--json")).isZero();
    assertThat(api.out()).contains("\"experiment\" : \"green\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"plan", "plan green --effect much", "plan green --power", "plan green --alpha 0.1"})
  void badUsageAsksNobody(String arguments) {
    assertThat(api.run(arguments.split(" ", -1))).isEqualTo(2);
    assertThat(api.asked()).isEmpty();
    assertThat(api.err()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({"422, 2", "404, 1", "503, 1"})
  void whatIsRefusedIsTold(int refused, int exitCode) {
    api.answers(refused, "{\"code\":\"the_code\",\"detail\":\"it cannot be\",\"hint\":\"do so\"}");

    assertThat(api.run("plan", "green", "--effect", "0")).isEqualTo(exitCode);
    assertThat(api.err()).contains("the_code", "it cannot be", "do so");
  }
}
