package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /v1/assignments}. */
class AssignmentApiTest {
  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
    api.runningExperiment("first", "0.5");
    api.runningExperiment("second", "1");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void whatIsServedEqualsWhatSqlDecidesForTheSameInstant() throws Exception {
    var differences = new ArrayList<String>();
    try (var connection = api.primary().dataSource().getConnection();
        var decide =
            connection.prepareStatement(
                """
                select jsonb_agg(to_jsonb(a) order by a.experiment)
                from splitplot.assign('user', ?, '{}', ?::timestamptz) a
                """)) {
      for (var i = 0; i < 300; i++) {
        var unit = "ünit-" + i;
        var answer =
            api.post("/v1/assignments", "client", "{'unit':{'user':'%s'}}".formatted(unit));
        decide.setString(1, unit);
        decide.setString(2, answer.json().path("as_of").textValue());
        try (var row = decide.executeQuery()) {
          row.next();
          var decided = Json.parse(row.getString(1));
          if (!decided.equals(answer.json().path("assignments"))) {
            differences.add(unit + ": " + answer.text() + " but " + decided);
          }
        }
      }
    }

    assertThat(differences).isEmpty();
  }

  @Test
  void bothVariantsAndNeitherAreServed() {
    var outcomes = new ArrayList<String>();
    for (var i = 0; i < 100; i++) {
      var assignment =
          assign("{'unit':{'user':'u%d'},'experiments':['first']}".formatted(i)).get(0);
      outcomes.add(
          assignment.path("reason").textValue() + " " + assignment.path("variant").asText());
    }

    assertThat(outcomes)
        .contains("split control", "split green", "not_in_traffic null")
        .allMatch(List.of("split control", "split green", "not_in_traffic null")::contains);
  }

  @Test
  void experimentsThatCannotAnswerSayWhy() {
    var assignments = assign("{'unit':{'session':'s'},'experiments':['second','nowhere']}");

    assertThat(assignments.findValuesAsText("reason"))
        .containsExactly("no_unit", "unknown_experiment");
  }

  @Test
  void exposuresAreDurableBeforeTheVariantIsTold() {
    var assignment =
        assign("{'unit':{'user':'exposed','session':'s9'},'experiments':['second'],'expose':true}")
            .get(0);

    assertThat(assignment.path("exposed").booleanValue()).isTrue();
    assertThat(
            api.value(
                """
                select v.key || ' ' || e.session_id
                from splitplot.exposure e join splitplot.variant v using (variant_id)
                where e.unit_id = 'exposed'
                """))
        .isEqualTo(assignment.path("variant").textValue() + " s9");
  }

  @Test
  void withoutExposeNothingIsRecorded() {
    var assignment = assign("{'unit':{'user':'unexposed'},'experiments':['second']}").get(0);

    assertThat(assignment.has("exposed")).isFalse();
    assertThat(api.value("select count(*) from splitplot.exposure where unit_id = 'unexposed'"))
        .isEqualTo("0");
  }

  @Test
  void anExposureThatThePrimaryRefusesIsMarked() {
    var body = "{'unit':{'user':'moved'},'experiments':['second'],'expose':true}";
    var variant = assign(body).get(0).path("variant").textValue();
    // As if another variant had been stored first, by whatever mistake.
    api.primary()
        .run(
            """
            alter table splitplot.exposure drop constraint a_unit_is_exposed_to_its_own_variant_only;
            update splitplot.first_assignment f
            set variant_id = v.variant_id
            from splitplot.variant v
            where f.unit_id = 'moved' and v.experiment_id = f.experiment_id and v.key <> '%s'
            """
                .formatted(variant));

    var assignment = assign(body).get(0);

    assertThat(assignment.path("variant").textValue()).isEqualTo(variant);
    assertThat(assignment.path("exposed").booleanValue()).isFalse();
    assertThat(assignment.path("exposure_refused").textValue()).startsWith("variant: ");
  }

  @Test
  void aForcedVariantIsShownAndNotRecorded() {
    api.primary()
        .run(
            """
            insert into splitplot.forced_variant (experiment_id, unit_id, variant_id, valid)
            select e.experiment_id, 'tester', v.variant_id,
              tstzrange(splitplot.configuration_instant(), null)
            from splitplot.experiment e
            join splitplot.variant v using (experiment_id)
            where e.key = 'second' and v.key = 'green'
            """);
    var body = "{'unit':{'user':'tester'},'experiments':['second'],'expose':true}";
    await()
        .untilAsserted(
            () -> assertThat(assign(body).get(0).path("reason").textValue()).isEqualTo("forced"));

    var assignment = assign(body).get(0);

    assertThat(assignment.path("variant").textValue()).isEqualTo("green");
    assertThat(assignment.has("exposed")).isFalse();
  }

  @Test
  void aUnitOutsideTheTrafficIsNotExposed() {
    var stopped = api.runningExperiment("nobody", "0");

    var assignment =
        assign("{'unit':{'user':'u'},'experiments':['%s'],'expose':true}".formatted(stopped))
            .get(0);

    assertThat(assignment.path("reason").textValue()).isEqualTo("not_in_traffic");
    assertThat(assignment.has("exposed")).isFalse();
  }

  @Test
  void whoStopsAnExperimentFindsItStopped() {
    for (var i = 0; i < 5; i++) {
      var key = api.runningExperiment("short-lived-" + i, "1");
      var body = "{'unit':{'user':'u'},'experiments':['%s']}".formatted(key);
      assertThat(assign(body).get(0).path("reason").textValue()).isEqualTo("split");

      api.post("/v1/experiments/" + key + "/stop", "editor", "{}");

      assertThat(assign(body).get(0).path("reason").textValue()).isEqualTo("not_running");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{} | 422 missing_field unit",
        "{'unit':{}} | 422 invalid_unit unit",
        "{'unit':7} | 422 wrong_type unit",
        "{'unit':{'user':7}} | 422 invalid_unit_id unit.user",
        "{'unit':{'user':''}} | 422 invalid_unit_id unit.user",
        "{'unit':{'user':null}} | 422 invalid_unit_id unit.user",
        "{'unit':{'user':'a\\u0000'}} | 422 invalid_text unit.user",
        "{'unit':{'user':'\\ud83d'}} | 422 invalid_text unit.user",
        "{'unit':{'usr':'u'}} | 422 unknown_unit_type unit.usr",
        "{'unit':{'user':'u'},'attribute':{}} | 422 unknown_field attribute",
        "{'unit':{'user':'u'},'attributes':[]} | 422 wrong_type attributes",
        "{'unit':{'user':'u'},'attributes':{'a':1e999999999}} | 422 out_of_range attributes",
        "{'unit':{'user':'u'},'attributes':{'a':'\\u0000'}} | 422 invalid_text attributes",
        "{'unit':{'user':'u'},'experiments':'first'} | 422 wrong_type experiments",
        "{'unit':{'user':'u'},'experiments':[7]} | 422 wrong_type experiments[0]",
        "{'unit':{'user':'u'},'expose':'yes'} | 422 wrong_type expose",
        "[] | 422 wrong_type",
      })
  void whatIsWrongIsNamed(String body, String problem) {
    assertThat(api.post("/v1/assignments", "client", body).problem()).isEqualTo(problem);
  }

  @Test
  void unitIdsAreMeasuredInBytes() {
    var body = "{'unit':{'user':'%s'}}";

    assertThat(api.post("/v1/assignments", "client", body.formatted("é".repeat(128))).status())
        .isEqualTo(200);
    assertThat(api.post("/v1/assignments", "client", body.formatted("é".repeat(129))).problem())
        .isEqualTo("422 invalid_unit_id unit.user");
    assertThat(api.post("/v1/assignments", "client", body.formatted("u".repeat(2 << 20))).problem())
        .isEqualTo("422 invalid_unit_id unit.user");
  }

  @Test
  void attributesAreBoundedInDepthAndSize() {
    var body = "{'unit':{'user':'u'},'attributes':{'a':%s}}";

    assertThat(
            api.post("/v1/assignments", "client", body.formatted("[".repeat(15) + "]".repeat(15)))
                .status())
        .isEqualTo(200);
    assertThat(
            api.post("/v1/assignments", "client", body.formatted("[".repeat(16) + "]".repeat(16)))
                .problem())
        .isEqualTo("422 too_deep attributes");
    assertThat(
            api.post("/v1/assignments", "client", body.formatted("'" + "x".repeat(16_400) + "'"))
                .problem())
        .isEqualTo("422 too_large attributes");
  }

  private static JsonNode assign(String body) {
    var answer = api.post("/v1/assignments", "client", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path("assignments");
  }
}
