package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** The primary is away: decisions go on, facts are refused and not lost, and it all comes back. */
class OutageTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String ASSIGN = "{'unit':{'user':'u'}}";
  private static final String EVENTS =
      "{'events':[{'id':'%s','unit':{'user':'u'},'name':'v','occurred_at':'2026-01-31T09:30:00Z'}]}"
          .formatted(TestApi.uuid());

  @Test
  void assignmentsSurviveTheLossOfThePrimary() {
    var relay = new Relay();
    try (relay;
        var api = new TestApi(settings -> through(relay, settings))) {
      api.runningExperiment("lasting", "1");
      var before = api.post("/v1/assignments", "client", ASSIGN).json().path("assignments");

      relay.cut();

      var during = api.post("/v1/assignments", "client", ASSIGN);
      assertThat(during.json().path("assignments")).isEqualTo(before);
      var refused = api.post("/v1/events", "client", EVENTS);
      assertThat(refused.problem()).isEqualTo("503 database_unavailable");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(
              api.post("/v1/assignments", "client", "{'unit':{'user':'u'},'expose':true}")
                  .problem())
          .isEqualTo("503 database_unavailable");
      assertThat(api.get("/health/ready", "").status()).isEqualTo(503);
      assertThat(api.get("/health/live", "").status()).isEqualTo(200);
      assertThat(api.post("/v1/assignments", "client", ASSIGN).json().path("assignments"))
          .isEqualTo(before);

      relay.mend();

      await().atMost(LIMIT).until(() -> api.get("/health/ready", "").status() == 200);
      await().atMost(LIMIT).until(() -> api.post("/v1/events", "client", EVENTS).status() == 200);
      assertThat(api.value("select count(*) from splitplot.event")).isEqualTo("1");
    }
  }

  private static ApiServerSettings through(Relay relay, ApiServerSettings settings) {
    var address = Driver.parseURL(settings.primary().jdbcUrl(), new Properties());
    assertThat(address).isNotNull();
    relay.passTo(Integer.parseInt(String.valueOf(PGProperty.PG_PORT.getOrDefault(address))));
    return TestApi.withPrimaryAt(
        settings,
        "jdbc:postgresql://127.0.0.1:%d/%s"
            .formatted(relay.port(), PGProperty.PG_DBNAME.getOrDefault(address)));
  }
}
