package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.splitplot.api.access.RateLimit;
import io.splitplot.api.web.HttpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * No client can take more than its share, by asking often, badly, slowly, or in many ways at once.
 */
@Timeout(120)
class LimitsTest {
  private static final HttpSettings USUAL = HttpSettings.USUAL;
  private static final RateLimit MANY = new RateLimit(10_000, 20_000);

  @Test
  void aKeyThatIsUsedTooOftenIsRefusedAndToldWhenToComeBackAndOthersAreNot() {
    try (var api = new TestApi(limited(Optional.of(new RateLimit(1, 3)), MANY))) {
      api.primary()
          .run(
              """
              insert into splitplot.api_key (name, role, key_hash, rate_per_second, burst)
              values ('own', 'editor', sha256('own'), 1, 5)
              """);
      for (var i = 0; i < 3; i++) {
        assertThat(api.get("/v1/layers", "editor").status()).isEqualTo(200);
      }

      var refused = api.get("/v1/layers", "editor");

      assertThat(refused.problem()).isEqualTo("429 rate_limited");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(refused.json().path("retry_after_seconds").intValue()).isEqualTo(1);
      assertThat(api.get("/v1/plan", "client").status()).isEqualTo(200);
      for (var i = 0; i < 5; i++) {
        assertThat(api.get("/v1/layers", "own").status()).as("its own limit").isEqualTo(200);
      }
      assertThat(api.get("/v1/layers", "own").status()).isEqualTo(429);
      await().until(() -> api.get("/v1/layers", "editor").status() == 200);
    }
  }

  @Test
  void aFlagIsRefusedInOurWordsAsTheProtocolHasNone() {
    try (var api = new TestApi(limited(Optional.of(new RateLimit(1, 1)), MANY))) {
      api.post("/ofrep/v1/evaluate/flags", "client", "{}");

      var refused = api.post("/ofrep/v1/evaluate/flags", "client", "{}");

      assertThat(refused.problem()).isEqualTo("429 rate_limited");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
    }
  }

  @Test
  void whoGuessesKeysIsSlowedDownAndWhoHasAGoodOneThereIsNot() {
    try (var api = new TestApi(limited(Optional.empty(), new RateLimit(1, 5)))) {
      assertThat(api.get("/v1/layers", "editor").status()).isEqualTo(200);
      for (var i = 0; i < 5; i++) {
        assertThat(api.get("/v1/layers", "guess-" + i).status()).isEqualTo(401);
      }

      var refused = api.get("/v1/layers", "guess");

      assertThat(refused.problem()).isEqualTo("429 rate_limited");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(api.get("/v1/layers", "editor").status()).isEqualTo(200);
    }
  }

  @Test
  void whoeverTricklesHeadersIsCutOff() throws IOException {
    try (var api = new TestApi(timed(Duration.ofMillis(600), Duration.ofMinutes(1)));
        var socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      send(socket, "GET /health/live HTTP/1.1\r\nHost: t\r\n");

      assertThat(isCutOff(socket, "X-A: b\r\n")).isTrue();
      assertThat(api.get("/health/live", "").status()).isEqualTo(200);
    }
  }

  @Test
  void whoeverTricklesABodyIsCutOff() throws IOException {
    try (var api = new TestApi(timed(Duration.ofMinutes(1), Duration.ofMillis(600)));
        var socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      send(
          socket,
          """
          POST /v1/assignments HTTP/1.1\r
          Host: t\r
          Authorization: Bearer client\r
          Content-Type: application/json\r
          Content-Length: 100000\r
          \r
          """);

      assertThat(isCutOff(socket, " ")).isTrue();
    }
  }

  @Test
  void whoeverDoesNotReadAnswersIsCutOff() throws IOException {
    try (var api = new TestApi(timed(Duration.ofMinutes(1), Duration.ofMillis(600)));
        var socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      assertThat(isCutOff(socket, "GET /openapi.yaml HTTP/1.1\r\nHost: t\r\n\r\n".repeat(100)))
          .isTrue();
    }
  }

  @Test
  void manyLargeBodiesAtATimeAreRefusedAndSmallOnesAreNot() throws IOException {
    var size = 4 * 1024 * 1024;
    var small = "{'unit':{'user':'u'}}";
    var large = " ".repeat(size - 100) + small;
    try (var api = new TestApi()) {
      var sockets = new ArrayList<Socket>();
      for (var i = 0; i < 3; i++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), api.port()));
        send(
            sockets.getLast(),
            """
            POST /v1/assignments HTTP/1.1\r
            Host: t\r
            Authorization: Bearer client\r
            Content-Type: application/json\r
            Content-Length: %d\r
            \r
            %s\
            """
                .formatted(size, large));
      }
      await().until(() -> api.post("/v1/assignments", "client", large).status() == 503);

      var refused = api.post("/v1/assignments", "client", large);

      assertThat(refused.problem()).isEqualTo("503 bodies_too_large");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(api.post("/v1/assignments", "client", small).status()).isEqualTo(200);
      for (var socket : sockets) {
        socket.close();
      }
      await().until(() -> api.post("/v1/assignments", "client", large).status() == 200);
    }
  }

  @Test
  void thereAreNoMoreConnectionsThanTheLimit() throws IOException {
    var limit = 3;
    var settings = with(USUAL.rateLimit(), MANY, limit, USUAL.headersMax(), USUAL.requestMax());
    try (var api = new TestApi(it -> it.protectedBy(settings))) {
      var sockets = new ArrayList<Socket>();
      for (var i = 0; i < limit; i++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), api.port()));
        assertThat(answers(sockets.getLast())).isTrue();
      }
      try (var more = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
        assertThat(answers(more)).as("one too many").isFalse();
        for (var socket : sockets) {
          socket.close();
        }
      }
      await()
          .until(() -> {
            try (var again = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
              return answers(again);
            }
          });
    }
  }

  private static UnaryOperator<ApiServerSettings> limited(
      Optional<RateLimit> keys, RateLimit failures) {
    return settings ->
        settings.protectedBy(
            with(keys, failures, USUAL.connectionsMax(), USUAL.headersMax(), USUAL.requestMax()));
  }

  private static UnaryOperator<ApiServerSettings> timed(Duration headersMax, Duration requestMax) {
    return settings ->
        settings.protectedBy(
            with(USUAL.rateLimit(), MANY, USUAL.connectionsMax(), headersMax, requestMax));
  }

  private static HttpSettings with(
      Optional<RateLimit> keys,
      RateLimit failures,
      int connectionsMax,
      Duration headersMax,
      Duration requestMax) {
    return new HttpSettings(
        USUAL.tls(),
        USUAL.origins(),
        keys,
        failures,
        connectionsMax,
        USUAL.silenceMax(),
        headersMax,
        requestMax,
        USUAL.accessLog());
  }

  private static boolean answers(Socket socket) throws IOException {
    socket.setSoTimeout(1000);
    try {
      send(socket, "GET /health/live HTTP/1.1\r\nHost: t\r\n\r\n");
      return socket.getInputStream().read() == 'H';
    } catch (SocketTimeoutException | SocketException _) {
      return false;
    }
  }

  /** Goes on to send, a little at a time, until the server has had enough. */
  private static boolean isCutOff(Socket socket, String little) {
    var sent = new AtomicInteger();
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          try {
            send(socket, little);
            sent.incrementAndGet();
            return false;
          } catch (SocketException _) {
            return true;
          }
        });
    return sent.get() > 2; // not at once, but when it was over
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
