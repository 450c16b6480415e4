package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.splitplot.api.TestApi.Answer;
import io.splitplot.api.access.Endpoint;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys, and how long they are good; {@link EndpointRightsTest} has who may call what. */
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
