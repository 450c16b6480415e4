package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** The primary is away: decisions go on, facts are refused and not lost, and it all comes back. */
class OutageTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String ASSIGN = "{'unit':{'user':'u'}}";
  @TempDir private Path folder;

  @Test
  void assignmentsSurviveTheLossOfThePrimary() {
    var relay = new Relay();
    try (relay;
        var api = new TestApi(settings -> through(relay, settings))) {
      api.runningExperiment("lasting", "1");
      link(api, "linked");
      link(api, "known");
      var events =
          "{'events':[{'id':'%s','unit':{'user':'u'},'name':'v','occurred_at':'%s'}]}"
              .formatted(TestApi.uuid(), Instant.now());
      var before = assignments(api, "u");
      var known = assignments(api, "known");

      relay.cut();

      assertThat(assignments(api, "u")).isEqualTo(before);
      assertThat(assignments(api, "known")).as("asked for before").isEqualTo(known);
      assertThat(assignments(api, "linked").findValuesAsText("reason"))
          .containsExactly("store_unavailable");
      var refused = api.post("/v1/events", "client", events);
      assertThat(refused.problem()).as(refused.text()).isEqualTo("503 database_unavailable");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(
              api.post("/v1/assignments", "client", "{'unit':{'user':'u'},'expose':true}")
                  .problem())
          .isEqualTo("503 database_unavailable");
      assertThat(readiness(api)).isEqualTo("200 degraded");
      assertThat(api.get("/health/live", "").status()).isEqualTo(200);
      assertThat(assignments(api, "u")).isEqualTo(before);

      relay.mend();

      await().atMost(LIMIT).until(() -> statuses(api).subList(0, 2).equals(List.of("up", "up")));
      await().atMost(LIMIT).until(() -> api.post("/v1/events", "client", events).status() == 200);
      assertThat(api.value("select count(*) from splitplot.event")).isEqualTo("1");
      await().atMost(LIMIT).until(() -> !assignments(api, "linked").toString().contains("store"));
      assertThat(assignments(api, "linked")).isEqualTo(assignments(api, "linked-device"));
    }
  }

  @Test
  void aServerThatStartsWhileThePrimaryIsAwayAnswersAsItDidBefore() {
    var relay = new Relay();
    try (relay;
        var api = new TestApi(settings -> through(relay, settings).keepingStateIn(folder))) {
      api.runningExperiment("lasting", "1");
      link(api, "linked");
      var before = new ArrayList<JsonNode>();
      for (var i = 0; i < 200; i++) {
        before.add(assignments(api, "u" + i));
      }
      api.closeServer();
      relay.cut();

      api.startServer();

      for (var i = 0; i < 200; i++) {
        assertThat(assignments(api, "u" + i)).isEqualTo(before.get(i));
      }
      assertThat(assignments(api, "linked").findValuesAsText("reason"))
          .containsExactly("store_unavailable");
      assertThat(readiness(api)).isEqualTo("200 degraded");
      assertThat(statuses(api)).containsExactly("degraded", "degraded", "degraded", "up");
      assertThat(api.post("/v1/assignments", "nobody", ASSIGN).problem())
          .as("a key that was not seen before")
          .isEqualTo("503 database_unavailable");

      relay.mend();

      await().atMost(LIMIT).until(() -> statuses(api).subList(0, 2).equals(List.of("up", "up")));
      await().atMost(LIMIT).until(() -> !assignments(api, "linked").toString().contains("store"));
      assertThat(assignments(api, "u1")).isEqualTo(before.get(1));
    }
  }

  @Test
  void whatIsOnDiskAndCannotBeUsedIsLikeNothing() throws IOException {
    var relay = new Relay();
    try (relay;
        var api = new TestApi(settings -> through(relay, settings).keepingStateIn(folder))) {
      api.runningExperiment("lasting", "1");
      assignments(api, "u");
      api.closeServer();
      relay.cut();
      var plan = folder.resolve("plan.json");
      var text = Files.readString(plan);
      Files.writeString(plan, text.substring(0, text.length() / 2));

      api.startServer();

      assertThat(api.post("/v1/assignments", "client", ASSIGN).problem()).isEqualTo("503 no_plan");
      assertThat(readiness(api)).isEqualTo("503 down");

      relay.mend();

      await().atMost(LIMIT).until(() -> readiness(api).equals("200 degraded")); // the feed
      await().atMost(LIMIT).until(() -> Files.readString(plan).endsWith("}"));
    }
  }

  @Test
  void nothingOnDiskTellsAKey() throws IOException {
    try (var api = new TestApi(settings -> settings.keepingStateIn(folder))) {
      api.addKey("shop", "client", "a-key-to-look-for");
      assertThat(api.get("/v1/plan", "a-key-to-look-for").status()).isEqualTo(200);
      api.closeServer();
    }
    try (var files = Files.list(folder)) {
      assertThat(files)
          .hasSize(4)
          .allSatisfy(file ->
              assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                  .doesNotContain("a-key-to-look-for"));
    }
  }

  private static void link(TestApi api, String user) {
    var body = "{'anonymous':{'user':'%1$s-device'},'known':{'user':'%1$s'}}".formatted(user);
    assertThat(api.post("/v1/identities", "client", body).status()).isEqualTo(200);
  }

  private static JsonNode assignments(TestApi api, String user) {
    var answer = api.post("/v1/assignments", "client", "{'unit':{'user':'%s'}}".formatted(user));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path("assignments");
  }

  private static String readiness(TestApi api) {
    var answer = api.get("/health/ready", "");
    return answer.status() + " " + answer.json().path("status").textValue();
  }

  /** Of primary, plan, feed and spool. */
  private static List<String> statuses(TestApi api) {
    return api.get("/health/ready", "").json().path("checks").findValuesAsText("status");
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
