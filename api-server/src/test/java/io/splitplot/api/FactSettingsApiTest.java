package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.api.TestApi.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How facts are taken and kept, and what their names may be. */
class FactSettingsApiTest {
  private TestApi api;

  @BeforeEach
  void start() {
    api = new TestApi();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void settingsAreReadAndChangedByName() {
    assertThat(api.get("/v1/fact-settings", "operator").text())
        .contains("\"past_max\":\"P400D\"", "\"future_max\":\"PT5M\"", "\"facts_kept\":null");

    assertThat(change("{'past_max':'P30D','ids_kept':'P40D','facts_kept':'P400D'}").text())
        .contains("\"past_max\":\"P30D\"", "\"ids_kept\":\"P40D\"", "\"facts_kept\":\"P400D\"");
    assertThat(change("{'facts_kept':null}").text()).contains("\"facts_kept\":null");
    assertThat(event("cart", Instant.now().minusSeconds(31 * 86_400)))
        .isEqualTo("occurred_too_long_ago");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'past_max':'P402D'} | 422 rule_broken",
        "{'past_max':'a while'} | 422 invalid_duration past_max",
        "{'past_max':'-P1D'} | 422 invalid_duration past_max",
        "{'past_max':null} | 422 missing_field past_max",
        "{'future_policy':'believe'} | 422 unknown_value future_policy",
        "{'days_ahead':1} | 422 out_of_range days_ahead",
        "{'is_the_only_row':false} | 422 unknown_field is_the_only_row",
        "[] | 422 wrong_type",
      })
  void whatMakesNoSenseIsRefusedAndChangesNothing(String body, String problem) {
    var before = api.get("/v1/fact-settings", "admin").text();

    assertThat(change(body).problem()).isEqualTo(problem);
    assertThat(api.get("/v1/fact-settings", "admin").text()).isEqualTo(before);
  }

  @Test
  void unknownEventsAreRefusedWhereThatIsWished() {
    assertThat(event("frobnicate", Instant.now())).isEmpty();

    change("{'unknown_events':'refuse'}");
    assertThat(event("frobnicate", Instant.now())).isEqualTo("unknown_event");
    assertThat(event("page_view", Instant.now())).isEmpty();

    assertThat(editor("POST", "/v1/event-names", "{'name':'frobnicate'}").status()).isEqualTo(201);
    assertThat(editor("POST", "/v1/event-names", "{'name':'frobnicate'}").status()).isEqualTo(200);
    assertThat(event("frobnicate", Instant.now())).isEmpty();
    assertThat(api.get("/v1/event-names?after=checkout&limit=1", "client").text())
        .contains("\"name\":\"frobnicate\"", "\"next\":\"frobnicate\"");

    assertThat(editor("DELETE", "/v1/event-names/frobnicate", "").status()).isEqualTo(204);
    assertThat(editor("DELETE", "/v1/event-names/frobnicate", "").problem())
        .isEqualTo("404 unknown_event_name");
    assertThat(editor("DELETE", "/v1/event-names/order", "").problem())
        .isEqualTo("409 always_known name");
    assertThat(event("frobnicate", Instant.now())).isEqualTo("unknown_event");
  }

  @Test
  void aServerMakesThePartitionsThatAreMissingWhenItStarts() {
    api.primary().run("drop table splitplot.event_" + inSixDays());

    api.closeServer();
    api.startServer();

    var query =
        "select count(*) from splitplot.fact_partition where partition = 'event_%s'"
            .formatted(inSixDays());
    Awaitility.await().until(() -> api.value(query), "1"::equals);
  }

  private static String inSixDays() {
    return Instant.now().plusSeconds(6 * 86_400).toString().substring(0, 10).replace("-", "");
  }

  private Answer change(String body) {
    return send("admin", "PATCH", "/v1/fact-settings", body);
  }

  private Answer editor(String method, String path, String body) {
    return send("editor", method, path, body);
  }

  private Answer send(String role, String method, String path, String body) {
    return api.send(
        api.request(path, role)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  /** The code of its refusal; empty: it is stored. */
  private String event(String name, Instant occurredAt) {
    return api.post(
            "/v1/events",
            "client",
            "{'events':[{'id':'%s','unit':{'user':'u1'},'name':'%s','occurred_at':'%s'}]}"
                .formatted(UUID.randomUUID(), name, occurredAt))
        .json()
        .at("/rejected/0/code")
        .asText();
  }
}
