package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.api.TestApi.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /v1/experiments/{key}/report}. */
class ReportApiTest {
  private static final String PATH = "/v1/experiments/told/report";

  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
    // As the feed would bring it.
    api.warehouse()
        .run(
            """
            insert into splitplot.unit_type (unit_type_id, key, description) values (1, 'user', '');
            insert into splitplot.experiment
              (experiment_id, key, unit_type_id, assignment, salt, algorithm, state, hypothesis,
               method, version, created_at, started_at)
            values
              (1, 'told', 1, 'external', 's', 1, 'running', '', '{"kind":"always_valid","alpha":0.05}',
               1, now(), now());
            """);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void theReportIsWhatTheWarehouseSays() {
    var answer = api.get(PATH, "analyst");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.json().path("experiment").textValue()).isEqualTo("told");
    assertThat(answer.json().path("verdict").textValue()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/* | application/json",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | text/html",
        "text/csv | text/csv",
        "text/markdown, application/json;q=0.5 | text/markdown",
        "application/* | application/json",
      })
  void theClientChoosesTheForm(String accept, String mediaType) {
    var answer = get(PATH, accept);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith(mediaType);
    assertThat(answer.text()).containsAnyOf("told", "experiment,state,as_of");
    assertThat(answer.header("Content-Security-Policy").contains("style-src 'unsafe-inline'"))
        .as("only a page has a style")
        .isEqualTo(mediaType.equals("text/html"));
  }

  @ParameterizedTest
  @CsvSource({"image/png,406 not_acceptable", "nonsense,400 bad_request"})
  void aFormThatIsNotMadeIsRefused(String accept, String problem) {
    assertThat(get(PATH, accept).problem()).isEqualTo(problem);
  }

  @Test
  void theInstantIsUnderstoodOrRefused() {
    assertThat(api.get(PATH + "?as_of=2026-01-01T00:00:00Z", "analyst").status()).isEqualTo(200);
    assertThat(api.get(PATH + "?as_of=yesterday", "analyst").problem())
        .isEqualTo("422 invalid_time as_of");
  }

  @Test
  void whoLooksAtTheNewestNumbersIsWrittenDown() {
    api.get(PATH, "analyst");
    api.get(PATH + "?as_of=2026-01-01T00:00:00Z", "admin");

    var looks =
        TestApi.value(
            api.warehouse(),
            "select string_agg(looked_by || ' ' || number, ', ') from report.look");
    assertThat(looks)
        .as("a report of the past is no look, nor is the same state of the data again")
        .isEqualTo("analyst 1");
  }

  @Test
  void timeSeriesAreThereForWhoWantsThem() {
    assertThat(api.get(PATH, "analyst").json().has("time_series")).isFalse();
    assertThat(api.get(PATH + "?include=time_series", "analyst").json().path("time_series"))
        .isEmpty();
    assertThat(api.get(PATH + "?include=hour_series,time_series", "analyst").json().fieldNames())
        .toIterable()
        .contains("time_series", "hour_series");
    assertThat(api.get(PATH + "?include=everything", "analyst").problem())
        .isEqualTo("422 unknown_value include");
  }

  @Test
  void anUnknownExperimentIsNotFound() {
    assertThat(api.get("/v1/experiments/nowhere/report", "analyst").problem())
        .startsWith("404 unknown_experiment");
  }

  private static Answer get(String path, String accept) {
    return api.send(api.request(path, "analyst").header("Accept", accept).GET());
  }
}
