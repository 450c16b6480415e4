package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /v1/identities}. */
class IdentityApiTest {
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
  void aLogInIsAnsweredWithWhoIsDecidedFromNowOn() {
    var logIn = "{'anonymous':{'user':'a1'},'known':{'user':'u1'},'session':'s1'}";

    assertThat(link(logIn))
        .isEqualTo(
            "{\"linked\":true,\"unit_type\":\"user\",\"root\":\"a1\",\"decided_as\":\"a1\"}");
    assertThat(link(logIn))
        .isEqualTo(
            "{\"linked\":false,\"unit_type\":\"user\",\"root\":\"a1\",\"decided_as\":\"a1\"}");
    assertThat(api.value("select splitplot.deciding_unit('user', 'u1')")).isEqualTo("a1");
  }

  @Test
  void theSessionIsOptional() {
    assertThat(link("{'anonymous':{'device':'d1'},'known':{'device':'d2'}}"))
        .isEqualTo(
            "{\"linked\":true,\"unit_type\":\"device\",\"root\":\"d1\",\"decided_as\":\"d1\"}");
  }

  @Test
  void anotherServerKnowsALinkWithinASecond() {
    api.runningExperiment("linked", "1");
    try (var other = ApiServer.start(api.settings())) {
      for (var i = 0; i < 20; i++) {
        var root = "far-a" + i;
        var known = "far-u" + i;
        var expected = variant(other, root);
        variant(other, known);
        link("{'anonymous':{'user':'%s'},'known':{'user':'%s'}}".formatted(root, known));

        await()
            .atMost(Duration.ofSeconds(1))
            .pollInterval(Duration.ofMillis(10))
            .until(() -> variant(other, known).equals(expected));
      }
    }
  }

  private static String variant(ApiServer server, String unit) {
    return api.post(
            server.port(),
            "/v1/assignments",
            "client",
            "{'unit':{'user':'%s'},'experiments':['linked']}".formatted(unit))
        .json()
        .findPath("variant")
        .asText();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 422 missing_field anonymous",
        "{'anonymous':{'user':'a'}} | 422 missing_field known",
        "{'anonymous':{},'known':{'user':'u'}} | 422 invalid_unit anonymous",
        "{'anonymous':{'user':'a'},'known':{'user':'u','device':'d'}} | 422 invalid_unit known",
        "{'anonymous':{'user':'a'},'known':{'device':'d'}} | 422 unit_type_mismatch known.device",
        "{'anonymous':{'ghost':'a'},'known':{'ghost':'u'}} | 422 unknown_unit_type anonymous.ghost",
        "{'anonymous':{'user':''},'known':{'user':'u'}} | 422 invalid_unit_id anonymous.user",
        "{'anonymous':{'user':'a'},'known':{'user':7}} | 422 invalid_unit_id known.user",
        "{'anonymous':{'user':'a'},'known':{'user':'u'},'session':''} | 422 invalid_length session",
        "{'anonymous':{'user':'a'},'known':{'user':'u'},'session':7} | 422 wrong_type session",
        "{'anonymous':{'user':'a'},'known':{'user':'u'},'when':7} | 422 unknown_field when",
      })
  void whatIsWrongIsNamed(String body, String problem) {
    assertThat(api.post("/v1/identities", "client", body).problem()).isEqualTo(problem);
  }

  private static String link(String body) {
    var answer = api.post("/v1/identities", "client", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.text();
  }
}
