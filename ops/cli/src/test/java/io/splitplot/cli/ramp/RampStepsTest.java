package io.splitplot.cli.ramp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.splitplot.cli.CliException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The steps of a ramp on the command line. */
class RampStepsTest {
  @Command
  private static final class Holder {
    @Mixin private final RampSteps steps = new RampSteps();
  }

  @Test
  void sharesAndHoldTimesBecomeSteps() {
    assertThat(body("--steps", "0.01@90m,.1@2w,1"))
        .isEqualTo(
            "{\"steps\":[{\"traffic\":0.01,\"hold\":\"PT90M\"},{\"traffic\":0.1,\"hold\":\"P2W\"},"
                + "{\"traffic\":1}]}");
  }

  @Test
  void conditionsHoldForEveryStep() {
    assertThat(
            body(
                "--steps",
                "0.5@1d,1",
                "--minimum-units",
                "1000",
                "--sample-ratio",
                "0.0001",
                "--guardrail",
                "latency=0.01",
                "--guardrail",
                "errors",
                "--on-failure",
                "pause"))
        .isEqualTo(
            "{\"steps\":[{\"traffic\":0.5,\"hold\":\"P1D\",%1$s},{\"traffic\":1,%1$s}]}"
                .formatted(
                    "\"minimum_units\":1000,\"sample_ratio\":0.0001,\"on_failure\":\"pause\","
                        + "\"guardrails\":[{\"metric\":\"latency\",\"alpha\":0.01},"
                        + "{\"metric\":\"errors\"}]"));
  }

  @Test
  void whatIsNoStepIsBadUsage() {
    assertThatThrownBy(() -> body("--steps", "0.1@soon"))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("SP-RAMP-001")
        .hasMessageContaining("0.1@soon");
    assertThatThrownBy(() -> body("--steps", "1", "--guardrail", "latency=much"))
        .hasMessageContaining("SP-RAMP-002");
  }

  private static String body(String... arguments) {
    var holder = new Holder();
    new CommandLine(holder).parseArgs(arguments);
    return holder.steps.in(JsonNodeFactory.instance.objectNode()).toString();
  }
}
