package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.splitplot.api.TestApi.Answer;
import io.splitplot.api.access.Endpoint;
import io.splitplot.api.access.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may call what. */
class AccessApiTest {
  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  /** The table of the design, written down a second time on purpose. */
  static Stream<Arguments> mayCall() {
    var everybody = Set.of(Role.values());
    var services = Set.of(Role.CLIENT, Role.ADMIN);
    var editors = Set.of(Role.EDITOR, Role.ADMIN);
    var readers = Set.of(Role.ANALYST, Role.EDITOR, Role.ADMIN);
    var operators = Set.of(Role.OPERATOR, Role.ADMIN);
    return Arrays.stream(Endpoint.values())
        .map(endpoint ->
            Arguments.of(
                endpoint,
                switch (endpoint) {
                  case ASSIGN, RECORD_EXPOSURES, RECORD_EVENTS -> services;
                  case LINK_IDENTITY, READ_PLAN -> services;
                  case EVALUATE_FLAG, EVALUATE_FLAGS -> services;
                  case CREATE_LAYER, LIST_LAYERS, CREATE_METRIC, LIST_METRICS -> editors;
                  case CREATE_DOMAIN, LIST_DOMAINS, READ_DOMAIN, END_DOMAIN -> editors;
                  case CREATE_HOLDOUT, LIST_HOLDOUTS, READ_HOLDOUT, END_HOLDOUT -> editors;
                  case CREATE_SHARED_CONTROL, LIST_SHARED_CONTROLS -> editors;
                  case READ_SHARED_CONTROL, END_SHARED_CONTROL -> editors;
                  case CREATE_SEGMENT, LIST_SEGMENTS, READ_SEGMENT, CHANGE_SEGMENT -> editors;
                  case DECLARE_ATTRIBUTE, LIST_ATTRIBUTES, READ_ATTRIBUTE -> editors;
                  case FORCE_VARIANT, LIST_FORCED_VARIANTS, UNFORCE_VARIANT -> editors;
                  case CREATE_EXPERIMENT, LIST_EXPERIMENTS, READ_EXPERIMENT -> editors;
                  case START_EXPERIMENT, CHANGE_EXPERIMENT, RAMP_EXPERIMENT -> editors;
                  case ADVANCE_RAMP, HOLD_RAMP, RESUME_RAMP, ROLL_BACK_RAMP -> editors;
                  case CANCEL_RAMP, KILL_EXPERIMENT -> editors;
                  case PAUSE_EXPERIMENT, RESUME_EXPERIMENT, STOP_EXPERIMENT -> editors;
                  case CONCLUDE_EXPERIMENT, ARCHIVE_EXPERIMENT -> editors;
                  case READ_TRAFFIC, READ_REPORT, READ_AUDIT, READ_RAMP -> readers;
                  case METRICS -> operators;
                  case LIVE, READY, OPENAPI -> everybody;
                }));
  }

  @ParameterizedTest
  @MethodSource("mayCall")
  void eachRoleMayCallWhatTheTableSays(Endpoint endpoint, Set<Role> allowed) {
    for (var role : Role.values()) {
      var status = call(endpoint, "Bearer " + role.name().toLowerCase(Locale.ROOT)).status();
      if (allowed.contains(role)) {
        assertThat(status).as("%s by %s", endpoint, role).isNotIn(401, 403, 405, 500);
      } else {
        assertThat(status).as("%s by %s", endpoint, role).isEqualTo(403);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Endpoint.class)
  void withoutAGoodKeyOnlyWhatIsOpenCanBeCalled(Endpoint endpoint) {
    for (var authorization : new String[] {"Bearer nobody", "Bearer ", "Basic !", "Digest x", ""}) {
      var answer = call(endpoint, authorization);
      if (endpoint.isOpen()) {
        assertThat(answer.status()).isEqualTo(200);
      } else {
        assertThat(answer.problem()).as(authorization).isEqualTo("401 unauthorized");
        assertThat(answer.header("WWW-Authenticate")).contains("Bearer", "Basic");
      }
    }
  }

  @Test
  void aBrowserMaySendTheKeyAsAPasswordToRead() {
    var pair = Base64.getEncoder().encodeToString("me:editor".getBytes(StandardCharsets.UTF_8));

    assertThat(call(Endpoint.LIST_LAYERS, "Basic " + pair).status()).isEqualTo(200);
    assertThat(call(Endpoint.START_EXPERIMENT, "Basic " + pair).problem())
        .isEqualTo("401 unauthorized");
  }

  @Test
  void anExpiredKeyIsRefused() {
    api.addKey("expired", "editor", "old");
    api.primary().run("update splitplot.api_key set expires_at = now() where name = 'expired'");

    assertThat(call(Endpoint.LIST_LAYERS, "Bearer old").problem()).isEqualTo("401 unauthorized");
  }

  @Test
  void aRevokedKeyIsRefusedByEveryServerWithinASecondOfTheCommit() {
    try (var second = ApiServer.start(api.settings());
        var third = ApiServer.start(api.settings())) {
      var ports = List.of(api.port(), second.port(), third.port());
      for (var round = 0; round < 5; round++) {
        var key = "leaked-" + round;
        api.addKey(key, "editor", key);
        for (var port : ports) {
          assertThat(api.get(port, "/v1/layers", key).status()).isEqualTo(200);
        }

        api.primary()
            .run(
                "update splitplot.api_key set revoked_at = now() where name = '%s'".formatted(key));

        var committed = System.nanoTime();
        for (var port : ports) {
          await().until(() -> api.get(port, "/v1/layers", key).status() == 401);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - committed))
            .isLessThan(Duration.ofSeconds(1));
      }
    }
  }

  private static Answer call(Endpoint endpoint, String authorization) {
    var path = endpoint.path().replaceAll("\\{\\w+}", "nowhere");
    var body =
        endpoint.method().equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}");
    var request =
        api.request(path, "")
            .header("Content-Type", "application/json")
            .method(endpoint.method(), body);
    return api.send(
        authorization.isEmpty()
            ? request.setHeader("Authorization", "none")
            : request.setHeader("Authorization", authorization));
  }
}
