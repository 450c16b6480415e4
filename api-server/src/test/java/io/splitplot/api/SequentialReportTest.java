package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reports of experiments whose declared method is group sequential. */
class SequentialReportTest {
  /**
   * Five looks of O'Brien and Fleming's kind at 0.05, as published by Lan and DeMets' successors.
   */
  private static final double[] PUBLISHED = {4.8769, 3.3570, 2.6803, 2.2898, 2.0310};

  private static final String FIVE_LOOKS =
      """
      {"kind":"group_sequential","alpha":0.05,"planned_units":1000,"looks":5}\
      """;

  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
    api.warehouse()
        .run(
            """
            insert into splitplot.unit_type (unit_type_id, key, description) values (1, 'user', '');
            """);
    add(1, "even", FIVE_LOOKS);
    add(2, "ahead", FIVE_LOOKS);
    add(3, "ended", FIVE_LOOKS);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void eachShareOfThePlannedUnitsIsAnalysedOnceAgainstTheBoundaryOfItsLook() {
    var seen = new ArrayList<JsonNode>();
    for (var look = 0; look < PUBLISHED.length; look++) {
      expose("even", 100 * look, 100 * (look + 1), "0");
      read("even");
      seen.add(read("even"));
      var test = seen.getLast().at("/metrics/0/comparisons/0/group_sequential");
      assertThat(test.path("analysis").intValue()).isEqualTo(look + 1);
      assertThat(test.path("information").doubleValue()).isCloseTo(0.2 * (look + 1), within(1e-9));
      assertThat(test.path("boundary").doubleValue()).isCloseTo(PUBLISHED[look], within(1e-4));
    }
    assertThat(seen.getFirst().path("verdict").textValue())
        .isEqualTo(
            "not decided yet: analysis 1 at 20 % of the planned information crossed no boundary");
    assertThat(seen.getLast().path("verdict").textValue()).startsWith("no winner: no variant");
    assertThat(
            seen.getLast()
                .at("/metrics/0/comparisons/0/group_sequential/alpha_spent")
                .doubleValue())
        .isCloseTo(0.05, within(1e-12));
    for (var document : seen) {
      assertThat(asOf("even", document.path("as_of").textValue()))
          .as("a report of the past stays what it was")
          .isEqualTo(document);
    }
  }

  @Test
  void whoCrossesTheBoundaryHasWonAndIsNotAnalysedAgain() {
    expose("ahead", 0, 150, "0");
    assertThat(read("ahead").at("/metrics/0/comparisons/0/decision").textValue()).isEqualTo("open");
    expose("ahead", 150, 250, "2");
    var decided = read("ahead");
    assertThat(decided.path("verdict").textValue()).startsWith("green is better than control");
    var won = decided.at("/metrics/0/comparisons/0");
    assertThat(won.path("p_value").doubleValue()).isBetween(1e-7, 0.01);
    assertThat(won.at("/interval/0").doubleValue()).isGreaterThan(0);
    assertThat(won.at("/group_sequential/estimate").doubleValue())
        .as("the plain estimate is too large after a crossing")
        .isBetween(0.1, won.at("/group_sequential/difference").doubleValue());
    expose("ahead", 250, 400, "-1");

    var later = read("ahead");
    assertThat(later.at("/metrics/0/comparisons/0/decision").textValue()).isEqualTo("significant");
    assertThat(later.at("/metrics/0/comparisons/0/group_sequential"))
        .isEqualTo(decided.at("/metrics/0/comparisons/0/group_sequential"));
    assertThat(later.path("verdict").textValue()).isEqualTo(decided.path("verdict").textValue());
  }

  @Test
  void anEffectFarBeyondAllDoubtHasNumbersToo() {
    add(4, "huge", FIVE_LOOKS);
    expose("huge", 0, 150, "500");

    var comparison = read("huge").at("/metrics/0/comparisons/0");
    assertThat(comparison.path("decision").textValue()).isEqualTo("significant");
    assertThat(comparison.path("p_value").doubleValue()).isBetween(0.0, 1e-100);
    assertThat(comparison.at("/interval/0").doubleValue()).isBetween(490.0, 500.0);
  }

  @Test
  void anEarlyEndSpendsNoMoreThanItsShare() {
    expose("ended", 0, 130, "0.1");
    read("ended");
    api.warehouse()
        .run(
            "update splitplot.experiment set state = 'stopped', stopped_at = now() where key = 'ended'");
    expose("ended", 130, 150, "0.1");

    var comparison = read("ended").at("/metrics/0/comparisons/0");
    assertThat(comparison.path("decision").textValue()).isEqualTo("not_significant");
    assertThat(comparison.at("/group_sequential/information").doubleValue())
        .isCloseTo(0.3, within(1e-9));
    assertThat(comparison.at("/group_sequential/alpha_spent").doubleValue()).isLessThan(0.001);
  }

  private static JsonNode read(String experiment) {
    var answer = api.get("/v1/experiments/" + experiment + "/report", "analyst");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static JsonNode asOf(String experiment, String instant) {
    return api.get("/v1/experiments/" + experiment + "/report?as_of=" + instant, "analyst").json();
  }

  /** As the feed would bring it: two even variants and a metric. */
  private static void add(int id, String key, String method) {
    api.warehouse()
        .run(
            """
            insert into splitplot.experiment
              (experiment_id, key, unit_type_id, assignment, salt, algorithm, state, hypothesis,
               method, version, created_at, started_at)
            values
              (%1$d, '%2$s', 1, 'external', 's', 1, 'running', '', '%3$s', 1, now(), now());
            insert into splitplot.variant (variant_id, experiment_id, key, position, is_control)
            values (%1$d1, %1$d, 'control', 1, true), (%1$d2, %1$d, 'green', 2, false);
            insert into splitplot.phase (phase_id, experiment_id, number, valid, traffic_ppm)
            values (%1$d, %1$d, 1, '[2020-01-01,)', 1000000);
            insert into splitplot.phase_variant
              (phase_id, variant_id, experiment_id, weight_ppm, parameters)
            values (%1$d, %1$d1, %1$d, 500000, '{}'), (%1$d, %1$d2, %1$d, 500000, '{}');
            insert into splitplot.metric
              (metric_id, key, version, kind, event, net, direction, description, created_at)
            values (%1$d, '%2$s', 1, 'mean', '%2$s', false, 'increase', '', now());
            insert into splitplot.experiment_metric (experiment_id, metric_id, role)
            values (%1$d, %1$d, 'primary');
            """
                .formatted(id, key, method));
  }

  /** More units of each variant; the treatment's values are higher by lead. */
  private static void expose(String experiment, int from, int to, String lead) {
    api.warehouse()
        .run(
            """
            insert into splitplot.exposure
              (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
            select gen_random_uuid(), e.experiment_id, e.experiment_id, v.variant_id,
              e.key || v.key || n, '2020-01-01', now()
            from splitplot.experiment e
            join splitplot.variant v using (experiment_id)
            cross join generate_series(%2$d, %3$d - 1) n
            where e.key = '%1$s';
            insert into splitplot.event (id, units, name, value, occurred_at, received_at)
            select gen_random_uuid(), jsonb_build_object('user', e.key || v.key || n), e.key,
              n %% 5 + case when v.is_control then 0 else %4$s end, '2020-01-02', now()
            from splitplot.experiment e
            join splitplot.variant v using (experiment_id)
            cross join generate_series(%2$d, %3$d - 1) n
            where e.key = '%1$s';
            select * from rollup.advance();
            """
                .formatted(experiment, from, to, lead));
  }
}
