package io.splitplot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the commands about experiments ask the API for, and what they make of its answers. */
class ExperimentCommandTest {
  @TempDir private Path root = Path.of("");
  private FakeApi api;

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi(root);
    Files.writeString(root.resolve("change.yaml"), "hypothesis: Green sells.\ntraffic: 0.1\n");
    Files.writeString(root.resolve("list.json"), "[]");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "start green | POST /v1/experiments/green/start {}",
        "start green --reason ready | POST /v1/experiments/green/start {\"reason\":\"ready\"}",
        "ramp green --traffic 0.5 | POST /v1/experiments/green/ramp {\"traffic\":0.5}",
        "pause green | POST /v1/experiments/green/pause {\"show\":\"control\"}",
        "pause green --show variant | POST /v1/experiments/green/pause {\"show\":\"variant\"}",
        "resume green --if-version 7 | POST /v1/experiments/green/resume {} if \"7\"",
        "stop green | POST /v1/experiments/green/stop {}",
        "conclude green keep_control --reason worse"
            + " | POST /v1/experiments/green/conclude {\"decision\":\"keep_control\",\"reason\":\"worse\"}",
        "conclude green ship --variant b --roll-out 0.5"
            + " | POST /v1/experiments/green/conclude {\"decision\":\"ship\",\"variant\":\"b\",\"roll_out\":0.5}",
        "archive green | POST /v1/experiments/green/archive {}",
        "change green --traffic 0.2 --targeting null"
            + " | PATCH /v1/experiments/green {\"traffic\":0.2,\"targeting\":null}",
        "change green --weight a=0.2 --weight b=0.8 --salt new"
            + " | PATCH /v1/experiments/green {\"variants\":[{\"key\":\"a\",\"weight\":0.2},{\"key\":\"b\",\"weight\":0.8}],\"salt\":\"new\"}",
        "change green {root}/change.yaml --traffic 0.2 --reason r"
            + " | PATCH /v1/experiments/green {\"hypothesis\":\"Green sells.\",\"traffic\":0.2,\"reason\":\"r\"}",
      })
  void eachStepIsOneCallOfTheApi(String arguments, String call) {
    assertThat(run(arguments)).as(api.err()).isZero();
    assertThat(api.asked()).isEqualTo(call);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "409 | stop green | 1",
        "412 | stop green --if-version 1 | 1",
        "404 | archive nobody | 1",
        "422 | ramp green --traffic 7 | 2",
        "503 | ramp green --traffic 0.7 | 1",
      })
  void whatIsRefusedIsToldWithWhatToDo(int refused, String arguments, int exitCode) {
    api.answers(
        refused,
        "{\"code\":\"the_code\",\"detail\":\"it cannot be\",\"hint\":\"do something else\"}");

    assertThat(run(arguments)).isEqualTo(exitCode);
    assertThat(api.err()).contains("the_code", "it cannot be", "do something else");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ramp green",
        "ramp green --traffic half",
        "stop",
        "stop green --if-version new",
        "change green {root}/nothing.json",
        "change green {root}/list.json",
        "change green --targeting {",
        "change green --weight a",
      })
  void badUsageAsksNobody(String arguments) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(api.asked()).isEmpty();
    assertThat(api.err()).isNotBlank();
  }

  @Test
  void theListGoesOnFromPageToPage() {
    api.answers(
        200,
        """
        {"experiments": [{"key": "green", "state": "stopped", "archived_at": null, "unit_type": "user"},
                         {"key": "old", "state": "stopped", "archived_at": "2026", "unit_type": "user"}],
         "next": null}
        """);

    assertThat(run("list --archived")).isZero();
    assertThat(api.asked()).startsWith("GET /v1/experiments?archived=true&after=");
    assertThat(api.out()).containsPattern("green +stopped").containsPattern("old +archived");
  }

  private int run(String arguments) {
    return api.run(("experiment " + arguments.replace("{root}", root.toString())).split(" ", -1));
  }
}
