package io.splitplot.cli.ramp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** A ramp on a terminal. */
class RampTextTest {
  @Test
  void aRampIsShownWithItsStepsWhatItWaitsForAndWhatWasDone() throws JsonProcessingException {
    var ramp =
        """
        {"experiment": "green", "state": "running", "step": 2, "steps": [
          {"traffic": 0.01, "hold": "PT1H", "minimum_units": 0, "on_failure": "hold", "guardrails": []},
          {"traffic": 0.1, "hold": "P1D", "minimum_units": 1000, "on_failure": "roll_back",
           "guardrails": [{"metric": "latency", "alpha": 0.05}]}],
         "last_look": {"looked_at": "2026-11-24T12:00:00+00:00", "why": "step 2 is held"},
         "events": [
          {"occurred_at": "2026-11-24T10:00:00+00:00", "action": "plan", "actor": "ann", "to_step": 1,
           "reason": "to see\\u001b[31m"},
          {"occurred_at": "2026-11-24T11:00:00+00:00", "action": "advance", "actor": "ramp-worker",
           "to_step": 2, "reason": "step 1 was held for its time"}]}
        """;

    assertThat(RampText.render(new ObjectMapper().readTree(ramp)))
        .isEqualTo(
            """
            green: the ramp is running, at step 2 of 2

              step    traffic  held for       units  on failure  guardrails
                 1       0.01  PT1H               0  hold
            *    2        0.1  P1D             1000  roll_back   latency=0.05

            last look 2026-11-24 12:00:00 UTC: step 2 is held

            2026-11-24 10:00:00 UTC  plan       step 1, by ann: to see\uFFFD[31m
            2026-11-24 11:00:00 UTC  advance    step 2, by ramp-worker: step 1 was held for its time
            """);
  }
}
