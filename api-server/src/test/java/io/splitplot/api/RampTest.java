package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ramps, looked at by the workers of two servers on the same databases. */
class RampTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration INTERVAL = Duration.ofMillis(50);

  private static TestApi api;
  private static ApiServer other;

  @BeforeAll
  static void start() {
    api = new TestApi(settings -> settings.lookingAtRampsEvery(INTERVAL));
    other = ApiServer.start(api.settings().lookingAtRampsEvery(INTERVAL));
  }

  @AfterAll
  static void stop() {
    other.close();
    api.close();
  }

  @Test
  void aStepFollowsTheOtherOnceWhoeverLooks() {
    var experiment = new RampedExperiment(api, "stepping", "0.01");
    assertThat(experiment.plan("", "0.01", "0.1", "0.5").status()).isEqualTo(200);

    afterAnHour(experiment);
    awaitState("running 2 at 100000", experiment::state);
    afterAnHour(experiment);
    awaitState("running 3 at 500000", experiment::state);
    afterAnHour(experiment);
    awaitState("finished 3 at 500000", experiment::state);

    assertThat(experiment.actions()).isEqualTo("plan 1, advance 2, advance 3, finish 3");
    assertThat(experiment.phases()).isEqualTo("3");
    var advanced = experiment.ramp().json().path("events").get(1);
    assertThat(advanced.path("actor").textValue()).isEqualTo("ramp-worker");
    assertThat(advanced.path("reason").textValue()).contains("step 1 was held for its time");
    assertThat(advanced.path("evidence").path("units").path("green").intValue()).isEqualTo(200);
  }

  @Test
  void stepsThatCameDueWhileNobodyLookedFoldIntoOnePhase() {
    var experiment = new RampedExperiment(api, "folding", "0.01");
    experiment.plan("", "0.01", "0.1", "0.5", "1");

    experiment.whileNobodyLooks(() -> {
      experiment.learn(200, 200, 100, 100);
      experiment.pass(2);
    });

    awaitState("running 3 at 500000", experiment::state);
    assertThat(experiment.actions()).isEqualTo("plan 1, advance 3");
    assertThat(experiment.phases()).isEqualTo("2");
  }

  @Test
  void sharesThatDoNotFitTheWeightsHoldARampUntilSomebodyDecides() {
    var experiment = new RampedExperiment(api, "mismatch", "0.01");
    experiment.plan("", "0.01", "0.1");

    experiment.whileNobodyLooks(() -> {
      experiment.learn(800, 400, 100, 100);
      experiment.pass(1);
    });

    awaitState("holding 1 at 10000", experiment::state);
    assertThat(experiment.lastLook()).contains("the shares of the variants do not fit");
    var decided = "{'reason':'a known outage','waive':['sample_ratio']}";
    assertThat(experiment.post("/ramp/resume", decided).status()).isEqualTo(200);
    afterAnHour(experiment);
    awaitState("running 2 at 100000", experiment::state);
  }

  @Test
  void aHarmedGuardrailRollsBackBeforeTheHoldTimeIsOver() {
    var experiment = new RampedExperiment(api, "harm", "0.01");
    experiment.plan(",'on_failure':'roll_back'", "0.01", "0.1", "0.5");
    afterAnHour(experiment);
    awaitState("running 2 at 100000", experiment::state);

    experiment.whileNobodyLooks(() -> experiment.learn(300, 300, 100, 105));

    awaitState("rolled_back 2 at 10000", experiment::state);
    assertThat(experiment.lastLook()).contains("latency-harm of green is worse");
  }

  @Test
  void aRampWaitsForUnits() {
    var experiment = new RampedExperiment(api, "few", "0.01");
    experiment.plan(",'minimum_units':201", "0.01", "0.1");

    afterAnHour(experiment);

    await().atMost(LIMIT).until(() -> experiment.lastLook().contains("has 200 of 201 units"));
    assertThat(experiment.state()).isEqualTo("running 1 at 10000");
    experiment.whileNobodyLooks(() -> experiment.learn(1, 1, 100, 100));
    awaitState("running 2 at 100000", experiment::state);
  }

  @Test
  void aRampWaitsForDataThatIsFreshAndOfItsStep() {
    var experiment = new RampedExperiment(api, "stale", "0.01");
    experiment.plan(",'guardrails':[]", "0.01", "0.1");

    experiment.whileNobodyLooks(() -> experiment.pass(1));
    await()
        .atMost(LIMIT)
        .until(
            () -> experiment.lastLook().matches(".*(gives no evidence|has no data|older than).*"));
    experiment.whileNobodyLooks(() -> {
      experiment.learn(200, 200, 100, 100);
      experiment.age("11 minutes");
    });
    await().atMost(LIMIT).until(() -> experiment.lastLook().contains("older than"));

    assertThat(experiment.state()).isEqualTo("running 1 at 10000");
    experiment.whileNobodyLooks(() -> experiment.learn(1, 1, 100, 100));
    awaitState("running 2 at 100000", experiment::state);
  }

  @Test
  void whoChangesTheTrafficByHandHasTheLastWord() {
    var experiment = new RampedExperiment(api, "by-hand", "0.01");
    experiment.plan("", "0.01", "0.1");

    assertThat(experiment.post("/ramp", "{'traffic':0.02,'reason':'I know better'}").status())
        .isEqualTo(200);
    afterAnHour(experiment);

    assertThat(experiment.state()).isEqualTo("holding 1 at 20000");
    assertThat(experiment.post("/ramp/advance", "{'reason':'now'}").status()).isEqualTo(200);
    assertThat(experiment.state()).isEqualTo("running 2 at 100000");
    assertThat(experiment.post("/ramp/hold", "{'reason':'lunch'}").status()).isEqualTo(200);
    assertThat(experiment.post("/ramp/roll-back", "{'reason':'no','traffic':0}").status())
        .isEqualTo(200);
    assertThat(experiment.state()).isEqualTo("rolled_back 2 at 0");
    assertThat(experiment.actions()).isEqualTo("plan 1, hold 1, advance 2, hold 2, roll_back 2");
  }

  @Test
  void theKillSwitchTakesTheTreatmentFromEverybodyOnEveryServerAndEndsTheRamp() {
    var experiment = new RampedExperiment(api, "killed", "1");
    experiment.plan("", "1");
    var unit = 0;
    while (!assigned(api.port(), "u" + unit).contains("green")) {
      unit++;
    }
    var seen = "u" + unit;

    assertThat(experiment.post("/kill", "{}").problem()).isEqualTo("422 missing_field reason");
    assertThat(experiment.post("/kill", "{'reason':'it burns'}").status()).isEqualTo(200);

    assertThat(assigned(api.port(), seen)).contains("\"control\"", "not_running");
    await().atMost(LIMIT).until(() -> assigned(other.port(), seen).contains("not_running"));
    assertThat(experiment.state()).isEqualTo("cancelled 1 at 0");
    assertThat(experiment.post("/kill", "{'reason':'still'}").status()).isEqualTo(200);
  }

  @Test
  void serversThatLookAtTheSameMomentTakeOneStep() throws Exception {
    var experiment = new RampedExperiment(api, "at-once", "0.01");
    experiment.plan("", "0.01", "0.1", "0.5");
    var evidence =
        """
        select action from splitplot.judge_ramp('at-once', jsonb_build_object(
          'data_as_of', now(), 'units', '{}'::jsonb,
          'sample_ratio', '{"p_value": 0.5, "unplanned_units": 0}'::jsonb,
          'guardrails', '[{"metric": "latency-at-once", "variant": "green", "p_value": 1}]'::jsonb))
        """;
    Callable<String> look = () -> api.value(evidence);
    var outcomes = new ArrayList<String>();

    experiment.whileNobodyLooks(() -> {
      experiment.pass(1);
      try (var threads = Executors.newFixedThreadPool(8)) {
        for (Future<String> outcome : threads.invokeAll(Collections.nCopies(8, look))) {
          outcomes.add(outcome.resultNow());
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });

    assertThat(outcomes).hasSize(8).containsOnlyOnce("advance").contains("wait");
    assertThat(experiment.actions()).isEqualTo("plan 1, advance 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'steps':[]} | 422 out_of_range steps",
        "{'steps':[{'hold':'PT1H'}]} | 422 missing_field steps[0].traffic",
        "{'steps':[{'traffic':0.5,'hold':'soon'}]} | 422 invalid_duration steps[0].hold",
        "{'steps':[{'traffic':0.5},{'traffic':1}]} | 422 missing_field steps[0].hold",
        "{'steps':[{'traffic':0.001}]} | 422 not_rising steps[0].traffic",
        "{'steps':[{'traffic':1,'sample_ratio':2}]} | 422 out_of_range steps[0].sample_ratio",
        "{'steps':[{'traffic':1,'guardrails':[7]}]} | 422 wrong_type steps[0].guardrails[0]",
        "{'steps':[{'traffic':1,'guardrails':['x']}]} | 422 unknown_metric steps[0].guardrails",
        "{'steps':[{'traffic':1,'guardrails':['x','x']}]} | 422 repeated steps[0].guardrails[1]",
        "{'steps':[{'traffic':1,'on_failure':'panic'}]} | 422 unknown_value steps[0].on_failure",
        "{'steps':[{'traffic':1}],'traffic':1} | 422 unknown_field traffic",
        "{} | 422 missing_field traffic",
      })
  void aPlanThatMakesNoSenseIsRefused(String body, String problem) {
    if (api.get("/v1/experiments/refused", "editor").status() == 404) {
      new RampedExperiment(api, "refused", "0.01");
    }

    assertThat(api.post("/v1/experiments/refused/ramp", "editor", body).problem())
        .isEqualTo(problem);
    assertThat(api.get("/v1/experiments/refused/ramp", "editor").problem())
        .isEqualTo("404 no_ramp");
  }

  @Test
  void whoActsOnARampKnowsItsVersionAndSaysWhy() {
    var experiment = new RampedExperiment(api, "guarded", "0.01");
    var planned = experiment.plan("", "0.01", "0.1");
    assertThat(planned.header("ETag")).isEqualTo("\"3\"");

    assertThat(experiment.post("/ramp/cancel", "{}").problem())
        .isEqualTo("422 missing_field reason");
    assertThat(hold("guarded", "\"2\"")).isEqualTo(412);
    assertThat(hold("guarded", "\"3\"")).isEqualTo(200);
    assertThat(experiment.ramp().header("ETag")).isEqualTo("\"4\"");
  }

  @Test
  void aRampWaitsWhileTheWarehouseIsAway() {
    try (var alone = new TestApi(settings -> settings.lookingAtRampsEvery(INTERVAL))) {
      var experiment = new RampedExperiment(alone, "lonely", "0.01");
      experiment.plan("", "0.01", "0.1");
      experiment.learn(200, 200, 100, 100);

      experiment.whileNobodyLooks(() -> {
        alone.warehouse().close();
        experiment.pass(1);
      });

      await()
          .atMost(LIMIT)
          .until(() -> experiment.lastLook().contains("the warehouse gives no evidence"));
      assertThat(experiment.state()).isEqualTo("running 1 at 10000");
      assertThat(alone.get("/metrics", "operator").text())
          .containsPattern("splitplot_ramp_failures_total [1-9]")
          .containsPattern("splitplot_ramp_looks_total\\{action=\"wait\"} [1-9]");
    }
  }

  private static String assigned(int port, String user) {
    var body = "{\"unit\":{\"user\":\"%s\"},\"experiments\":[\"killed\"]}".formatted(user);
    return api.send(
            api.request("", "client")
                .uri(URI.create("http://127.0.0.1:%d/v1/assignments".formatted(port)))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)))
        .text();
  }

  private static int hold(String key, String version) {
    return api.send(
            api.request("/v1/experiments/" + key + "/ramp/hold", "editor")
                .header("Content-Type", "application/json")
                .header("If-Match", version)
                .POST(BodyPublishers.ofString("{\"reason\":\"why\"}")))
        .status();
  }

  private static void afterAnHour(RampedExperiment experiment) {
    experiment.whileNobodyLooks(() -> {
      experiment.learn(200, 200, 100, 100);
      experiment.pass(1);
    });
  }

  private static void awaitState(String state, Callable<String> actual) {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(actual.call()).isEqualTo(state));
  }
}
