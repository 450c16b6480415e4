package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.splitplot.api.access.Endpoint;
import java.time.Duration;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Health, metrics and the description of the API. */
class OperationApiTest {
  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void aServerWithItsPrimaryIsReadyAndSaysWhatItLacks() {
    var answer = api.get("/health/ready", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("status").textValue()).isEqualTo("degraded");
    assertThat(answer.json().path("checks").findValuesAsText("check"))
        .containsExactly("primary", "plan", "feed", "spool");
    assertThat(answer.json().path("checks").findValuesAsText("status"))
        .containsExactly("up", "up", "degraded", "up");
  }

  @Test
  void theDescriptionHasEveryCallAndNoOther() {
    var described = new TreeSet<String>();
    var path = "";
    for (var line : api.get("/openapi.yaml", "").text().lines().toList()) {
      var pathLine = Pattern.compile("  (/\\S*):").matcher(line);
      var methodLine = Pattern.compile("    (get|post|put|patch|delete|head):").matcher(line);
      if (pathLine.matches()) {
        path = pathLine.group(1);
      } else if (methodLine.matches()) {
        described.add(methodLine.group(1).toUpperCase(java.util.Locale.ROOT) + " " + path);
      }
    }

    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Endpoint.values())
                .map(endpoint -> endpoint.method() + " " + endpoint.path())
                .toList());
  }

  @Test
  void theDescriptionRefersToNothingThatItLacks() {
    var text = api.get("/openapi.yaml", "").text();

    assertThat(Pattern.compile("#/components/(\\w+)/(\\w+)").matcher(text).results())
        .isNotEmpty()
        .allSatisfy(reference ->
            assertThat(text)
                .containsPattern(
                    "(?ms)^  %s:$.*^    %s:$".formatted(reference.group(1), reference.group(2))));
  }

  @Test
  void measurementsCountWhatHappened() {
    api.get("/v1/layers", "editor");
    api.get("/v1/layers", "client");
    api.post("/v1/events", "client", "{'events':[7]}");

    assertThat(api.get("/metrics", "operator").text())
        .contains("request_seconds_count{method=\"GET\",route=\"/v1/layers\",status=\"200\"} 1")
        .contains("request_seconds_count{method=\"GET\",route=\"/v1/layers\",status=\"403\"} 1")
        .containsPattern("splitplot_facts_total\\{fact=\"event\",outcome=\"rejected\"} 1\\.0")
        .containsPattern("splitplot_facts_total\\{fact=\"exposure\",outcome=\"duplicate\"} 0\\.0")
        .containsPattern("jvm_memory_used_bytes\\{area=\"heap\",id=\"[^\"]+\"} \\d")
        .containsPattern("jvm_gc_max_data_size_bytes \\d")
        .containsPattern("splitplot_plan_version \\d")
        .containsPattern("splitplot_plan_age_seconds \\d")
        .containsPattern("hikaricp_connections_active\\{pool=\"primary\"}");
  }

  @Test
  void measurementsTellHowLinesAre() {
    api.warehouse()
        .run(
            """
            insert into etl.line (name, declaration) values ('costs', '{}');
            select etl.note_stations(line_id, '[{"station": "merge", "workers": 1, "rows_per_second": 250.5,
              "busy_share": 0.75, "waiting": 3, "room": 8}]')
            from etl.line
            """);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(api.get("/metrics", "operator").text())
                .contains("splitplot_line_dead_letters{line=\"costs\"} 0.0")
                .contains("splitplot_line_quarantined_batches{line=\"costs\"} 0.0")
                .contains(
                    "splitplot_line_station_rows_per_second{line=\"costs\",station=\"merge\"} 250.5")
                .contains(
                    "splitplot_line_station_busy_ratio{line=\"costs\",station=\"merge\"} 0.75")
                .contains("splitplot_line_station_waiting{line=\"costs\",station=\"merge\"} 3.0"));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(api.get("/metrics", "operator").text())
                .contains("splitplot_line_dead_letters{line=\"costs\"} 0.0")
                .doesNotContain("splitplot_line_station_busy_ratio{"));
  }
}
