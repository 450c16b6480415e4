package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.TestApi.Answer;
import io.splitplot.api.accesslog.AccessLogTarget;
import io.splitplot.api.json.Json;
import io.splitplot.api.web.HttpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every request meets, whatever it asks for. */
class FrontTest {
  private static final String SHOP = "https://shop.example";
  private static final HttpSettings USUAL = HttpSettings.USUAL;

  @TempDir private static Path folder = Path.of("");
  private static TestApi api;

  @BeforeAll
  static void start() {
    api =
        new TestApi(settings ->
            settings.protectedBy(
                new HttpSettings(
                    USUAL.tls(),
                    Set.of(SHOP, "http://localhost:3000"),
                    USUAL.rateLimit(),
                    USUAL.failures(),
                    USUAL.connectionsMax(),
                    USUAL.silenceMax(),
                    USUAL.headersMax(),
                    USUAL.requestMax(),
                    new AccessLogTarget.RotatingFile(folder.resolve("access.log"), 1_000_000, 2))));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health/live 200",
        "GET /v1/layers 200",
        "GET /v1/plan 403",
        "GET /v1/experiments/nowhere 404",
        "GET /nowhere 404",
        "DELETE /v1/layers 405",
        "OPTIONS /v1/layers 204",
        "HEAD /v1/layers 200",
        "POST /v1/layers 415"
      })
  void everyAnswerForbidsBrowsersWhatTheyNeedNotDo(String line) {
    var words = line.split(" ", -1);

    var answer = call(words[0], words[1], "editor", List.of());

    assertThat(answer.status()).isEqualTo(Integer.parseInt(words[2]));
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Content-Security-Policy"))
        .isEqualTo("default-src 'none'; frame-ancestors 'none'; sandbox");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.header("Vary")).isEqualTo("Origin");
    assertThat(answer.header("X-Request-Id")).matches("[0-9a-f]{32}");
    assertThat(answer.header("Server")).isEmpty();
    assertThat(answer.header("Strict-Transport-Security")).as("only by TLS").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "GET /v1/layers/%zz HTTP/1.1",
        "GET /v1/layers HTTP/9.9",
        "GET /v1/layers HTTP/1.1\r\nContent-Length: many",
        "GET / HTTP/1.1\r\nX: tooLong"
      })
  void soDoesWhatTheHttpServerAnswersByItself(String start) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      var request = start.replace("tooLong", "x".repeat(20_000)) + "\r\nOrigin: " + SHOP;
      socket
          .getOutputStream()
          .write((request + "\r\nHost: t\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      socket.setSoTimeout(10_000);
      var head = new StringBuilder();
      for (var c = 0; c >= 0 && head.indexOf("\r\n\r\n") < 0; ) {
        c = socket.getInputStream().read();
        head.append((char) c);
      }

      assertThat(head.toString().toLowerCase(Locale.ROOT))
          .startsWith("http/1.1 4")
          .contains("\r\nx-content-type-options: nosniff\r\n")
          .contains("\r\ncache-control: no-store\r\n")
          .contains("\r\ncontent-security-policy: default-src 'none'; ")
          .contains("\r\nreferrer-policy: no-referrer\r\n")
          .contains("\r\nx-frame-options: deny\r\n")
          .containsPattern("\r\nx-request-id: [0-9a-f]{32}\r\n")
          .doesNotContain("\r\nserver:");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"r", "0f1e-2d:3c/4b+5a=@._", "lengthOf128"})
  void aRequestKeepsTheIdThatItsClientGaveIt(String id) {
    var given = id.equals("lengthOf128") ? "a".repeat(128) : id;

    for (var path : List.of("/health/live", "/nowhere", "/v1/plan")) {
      assertThat(call("GET", path, "nobody", List.of("X-Request-Id", given)).header("X-Request-Id"))
          .isEqualTo(given);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lengthOf129", "with space", "<script>", "quote\"", "ä", "{}", "a,b"})
  void anIdThatCouldDoHarmIsReplaced(String id) {
    var given = id.equals("lengthOf129") ? "a".repeat(129) : id;

    assertThat(
            call("GET", "/health/live", "", List.of("X-Request-Id", given)).header("X-Request-Id"))
        .matches("[0-9a-f]{32}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/layers", "/health/live", "/openapi.yaml", "/v1/experiments/x"})
  void headAnswersAsGetDoesButWithoutTheBody(String path) {
    var get = call("GET", path, "editor", List.of());

    var head = call("HEAD", path, "editor", List.of());

    assertThat(head.status()).isEqualTo(get.status());
    assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
    assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
    assertThat(head.text()).isEmpty();
    assertThat(get.text()).isNotEmpty();
    assertThat(call("HEAD", "/v1/assignments", "client", List.of()).status()).isEqualTo(405);
    assertThat(call("HEAD", "/v1/layers", "nobody", List.of()).status()).isEqualTo(401);
  }

  @Test
  void optionsSaysWhatOneCanDo() {
    var answer = call("OPTIONS", "/v1/segments/x", "", List.of());

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, PUT, OPTIONS");
    assertThat(answer.header("Access-Control-Allow-Methods")).isEmpty();
    assertThat(call("OPTIONS", "/nowhere", "", List.of()).problem()).startsWith("404");
  }

  @Test
  void aPageOfOursMayAskAndReadWhateverTheAnswer() {
    var preflight =
        api.send(
            api.request("/v1/assignments", "")
                .setHeader("Authorization", "none")
                .header("Origin", SHOP)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type")
                .method("OPTIONS", BodyPublishers.noBody()));
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(SHOP);
    assertThat(preflight.header("Access-Control-Allow-Methods")).isEqualTo("POST, OPTIONS");
    assertThat(preflight.header("Access-Control-Allow-Headers"))
        .contains("Authorization", "Content-Type", "If-Match");
    assertThat(preflight.header("Access-Control-Max-Age")).isEqualTo("600");

    for (var path : List.of("/v1/layers", "/v1/plan", "/nowhere", "/v1/experiments/x")) {
      var answer = call("GET", path, "editor", List.of("Origin", SHOP));
      assertThat(answer.header("Access-Control-Allow-Origin")).as(path).isEqualTo(SHOP);
      assertThat(answer.header("Access-Control-Expose-Headers")).contains("ETag", "Retry-After");
      assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
      assertThat(answer.header("Vary")).isEqualTo("Origin");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "null",
        "https://shop.example.evil.example",
        "https://shop.example:8443",
        "HTTPS://shop.example",
        "*"
      })
  void otherPagesAreAllowedNothing(String origin) {
    var preflight =
        call(
            "OPTIONS",
            "/v1/layers",
            "",
            List.of("Origin", origin, "Access-Control-Request-Method", "GET"));
    var answer = call("GET", "/v1/layers", "editor", List.of("Origin", origin));

    for (var it : List.of(preflight, answer)) {
      assertThat(it.response().headers().map().keySet())
          .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
      assertThat(it.header("Vary")).isEqualTo("Origin");
    }
  }

  @Test
  void withoutAListNoPageIsAllowedAnything() {
    try (var closed = ApiServer.start(api.settings())) {
      var answer =
          api.send(
              api.request("/v1/layers", "editor")
                  .uri(URI.create("http://127.0.0.1:%d/v1/layers".formatted(closed.port())))
                  .header("Origin", SHOP)
                  .GET());

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
      assertThat(answer.header("Vary")).isEmpty();
    }
  }

  @Test
  void theAccessLogTellsWhoDidWhatAndNothingThatIsSecretOrPersonal() throws IOException {
    var path = "/v1/experiments/x/forced-variants/person@example.com?email=person2@example.com";
    call("DELETE", path, "editor", List.of("X-Request-Id", "log-1"));
    call("GET", "/v1/layers?after=person3", "a-bad-key", List.of("X-Request-Id", "log-2"));
    call("GET", "/v1/plan", "editor", List.of("X-Request-Id", "log-3"));
    call("GET", "/person4", "editor", List.of("X-Request-Id", "log-4"));
    api.post("/v1/assignments", "client", "{'unit':{'user':'person5'}}");
    var answered = call("GET", "/v1/layers", "editor", List.of("X-Request-Id", "log-5"));
    api.closeServer(); // which writes what waits

    var text = Files.readString(folder.resolve("access.log"));
    api.startServer();

    assertThat(text).doesNotContain("person", "a-bad-key", "Bearer", "email");
    assertThat(line(text, "log-1").path("route").asText())
        .isEqualTo("/v1/experiments/{key}/forced-variants/{unit}");
    assertThat(line(text, "log-1").path("key").asText()).isEqualTo("editor");
    assertThat(line(text, "log-1").path("method").asText()).isEqualTo("DELETE");
    assertThat(line(text, "log-2").path("status").intValue()).isEqualTo(401);
    assertThat(line(text, "log-2").path("key").isNull()).isTrue();
    assertThat(line(text, "log-3").path("status").intValue()).isEqualTo(403);
    assertThat(line(text, "log-3").path("key").asText()).isEqualTo("editor");
    assertThat(line(text, "log-4").path("route").isNull()).isTrue();
    var last = line(text, "log-5");
    assertThat(last.path("bytes").intValue()).isEqualTo(answered.text().length());
    assertThat(last.path("remote").asText()).isEqualTo("127.0.0.1");
    assertThat(last.path("duration_ms").doubleValue()).isPositive();
  }

  private static JsonNode line(String log, String id) {
    return log.lines()
        .map(Json::parse)
        .filter(it -> it.path("request_id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Answer call(String method, String path, String role, List<String> headers) {
    var request = api.request(path, role).method(method, BodyPublishers.noBody());
    for (var i = 0; i < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    return api.send(request);
  }
}
