package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /v1/experiments/{key}/plan}. */
class PlanningApiTest {
  private static final String BASELINE =
      "?effect=0.1&baseline_mean=10&baseline_sd=10&units_per_day=1000";

  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
    // As the feed would bring it.
    api.warehouse()
        .run(
            """
            insert into splitplot.unit_type (unit_type_id, key, description) values (1, 'user', '');
            insert into splitplot.metric
              (metric_id, key, version, kind, event, net, direction, description, created_at)
            values (1, 'spend', 1, 'mean', 'buy', false, 'increase', '', now());
            """);
    add(1, "simple", "{\"kind\":\"fixed_horizon\",\"alpha\":0.05}");
    add(
        2,
        "in-looks",
        """
        {"kind":"group_sequential","alpha":0.05,"planned_units":3000,"spending":"pocock","looks":14}\
        """);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void thePlanIsWhatTheWarehouseSays() {
    var plan = plan("simple", BASELINE);

    assertThat(plan.path("experiment").textValue()).isEqualTo("simple");
    assertThat(plan.path("power").doubleValue()).isEqualTo(0.8);
    var comparison = plan.at("/metrics/0/comparison_plans/0");
    assertThat(comparison.at("/sizes/0/units").intValue())
        .as("2 (1.959964 + 0.841621)^2 2 10^2 / 1^2")
        .isEqualTo(3140);
    assertThat(comparison.at("/recommended/days").intValue()).isEqualTo(4);
    assertThat(comparison.at("/recommended/weeks").intValue()).isEqualTo(1);
    assertThat(comparison.path("curve")).hasSize(8);
  }

  @Test
  void boundariesAreComputedForTheirInflation() {
    var metric = plan("in-looks", BASELINE).at("/metrics/0");

    assertThat(metric.path("inflation").doubleValue()).isCloseTo(1.258, within(5e-4));
    var sizes = metric.at("/comparison_plans/0/sizes");
    assertThat(sizes.at("/1/method").textValue()).isEqualTo("group_sequential");
    assertThat(sizes.at("/1/units").doubleValue() / sizes.at("/0/units").doubleValue())
        .isCloseTo(1.258, within(1e-3));
  }

  @Test
  void withoutHistoryThePlanSaysWhatToGive() {
    var plan = plan("simple", "");

    assertThat(plan.at("/metrics/0/note").textValue()).contains("baseline_mean", "effect");
    assertThat(plan.at("/traffic/note").textValue()).contains("units_per_day");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "effect=much | 422 wrong_type effect",
        "effect=NaN | 422 wrong_type effect",
        "effect=1e9 | 422 wrong_type effect",
        "effect= | 422 wrong_type effect",
        "effect=0 | 422 out_of_range effect",
        "effect=-0.1 | 422 out_of_range effect",
        "power=1 | 422 out_of_range power",
        "units_per_day=0 | 422 out_of_range units_per_day",
        "baseline_mean=1 | 422 missing_field baseline_sd",
        "baseline_sd=1 | 422 missing_field baseline_mean",
        "baseline_mean=1&baseline_sd=-1 | 422 out_of_range baseline_sd",
        "metric=nothing | 422 unknown_metric metric",
      })
  void nonsenseIsRefusedByItsName(String query, String problem) {
    assertThat(api.get("/v1/experiments/simple/plan?" + query, "analyst").problem())
        .isEqualTo(problem);
  }

  @Test
  void anUnknownExperimentIsNotFound() {
    assertThat(api.get("/v1/experiments/nowhere/plan", "analyst").problem())
        .startsWith("404 unknown_experiment");
  }

  private static JsonNode plan(String experiment, String query) {
    var answer = api.get("/v1/experiments/" + experiment + "/plan" + query, "analyst");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static void add(int id, String key, String method) {
    api.warehouse()
        .run(
            """
            insert into splitplot.experiment
              (experiment_id, key, unit_type_id, assignment, salt, algorithm, state, hypothesis,
               method, version, created_at)
            values (%1$d, '%2$s', 1, 'external', 's', 1, 'draft', '', '%3$s', 1, now());
            insert into splitplot.variant (variant_id, experiment_id, key, position, is_control)
            values (%1$d1, %1$d, 'control', 1, true), (%1$d2, %1$d, 'green', 2, false);
            insert into splitplot.phase (phase_id, experiment_id, number, valid, traffic_ppm)
            values (%1$d1, %1$d, 1, 'empty', 1000000);
            insert into splitplot.phase_variant
              (phase_id, variant_id, experiment_id, weight_ppm, parameters)
            values (%1$d1, %1$d1, %1$d, 500000, '{}'), (%1$d1, %1$d2, %1$d, 500000, '{}');
            insert into splitplot.experiment_metric (experiment_id, metric_id, role)
            values (%1$d, 1, 'primary');
            """
                .formatted(id, key, method));
  }
}
