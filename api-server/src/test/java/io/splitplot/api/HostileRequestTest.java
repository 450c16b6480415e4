package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes that no proper client sends: each is refused for what it is, and the server goes on. */
class HostileRequestTest {
  private static final int ANSWER_MAX_MS = 30_000;
  private static final int MEBIBYTE = 1024 * 1024;
  private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

  private static TestApi api;

  @BeforeAll
  static void start() {
    api = new TestApi();
  }

  @AfterAll
  static void stop() {
    assertThat(api.get("/health/live", "").status()).isEqualTo(200);
    api.close();
  }

  /** The bodies are Latin-1, so that one character is one byte; apostrophes stand for quotes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'unit':{'user':'u'} | 400 invalid_json",
        "{'unit':{'user':'u'}} {} | 400 invalid_json",
        "{'unit':{'user':'u'}} x | 400 invalid_json",
        "{'unit':{'user':'u'},'unit':{'user':'v'}} | 400 invalid_json",
        "{'unit':{'user':'u','user':'v'}} | 400 invalid_json",
        "{unit:{'user':'u'}} | 400 invalid_json",
        "{'unit':{'user':'u'},} | 400 invalid_json",
        "/* hello */ {} | 400 invalid_json",
        "{'unit':{'user':'u'},'attributes':{'a':NaN}} | 400 invalid_json",
        "{'unit':{'user':'u'},'attributes':{'a':Infinity}} | 400 invalid_json",
        "{'unit':{'user':'u'},'attributes':{'a':+1}} | 400 invalid_json",
        "{'unit':{'user':'u'},'attributes':{'a':01}} | 400 invalid_json",
        "{'unit':{'user':'u'},'attributes':{'a':1e99999999999}} | 400 invalid_json",
        "{'unit':{'user':'\u00FF'}} | 400 invalid_utf8",
        "{'unit':{'user':'\u00C0\u00AF'}} | 400 invalid_utf8",
        "{'unit':{'user':'\u00ED\u00A0\u0080'}} | 400 invalid_utf8",
        "{'unit':{'user':'u'},'\\ud800':1} | 422 unknown_field",
        "~~ | 400 invalid_json",
        "null | 422 wrong_type",
        "7 | 422 wrong_type",
      })
  void brokenBodiesAreRefused(String body, String problem) throws IOException {
    var sent = body == null ? "" : body.replace('\'', '"');

    assertThat(post("Content-Length: " + sent.length(), sent)).isEqualTo(problem);
  }

  @Test
  void whereTheJsonIsBrokenIsSaid() {
    var answer = api.post("/v1/events", "client", "{\n  'events':[,]}");

    assertThat(answer.json().path("line").intValue()).isEqualTo(2);
    assertThat(answer.json().path("column").intValue()).isEqualTo(13);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void nestingHasALimit() throws IOException {
    var deep = "{\"unit\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

    assertThat(post("Content-Length: " + deep.length(), deep)).isEqualTo("400 invalid_json");
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedBeforeAndWhileItIsRead() throws IOException {
    var chunk = " ".repeat(MEBIBYTE);
    var chunked = ("100000\r\n" + chunk + "\r\n").repeat(5) + "0\r\n\r\n";

    assertThat(post("Content-Length: 99999999999", "{")).isEqualTo("413 body_too_large");
    assertThat(post("Transfer-Encoding: chunked", chunked)).isEqualTo("413 body_too_large");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Length: many | 400 bad_request",
        "Content-Length: -2 | 400 bad_request",
        "Content-Length: 2, 3 | 400 bad_request",
        "Transfer-Encoding: chunked | 400 broken_body",
      })
  void bodiesThatAreFramedWronglyAreRefused(String header, String problem) throws IOException {
    assertThat(post(header, "{}\r\n\r\n")).isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain | 415 unsupported_media_type",
        "application/json; charset=latin1 | 415 unsupported_media_type",
        "application/json; charset=\" | 415 unsupported_media_type",
        "application/x-www-form-urlencoded | 415 unsupported_media_type",
        ";;; | 400 bad_request",
      })
  void bodiesThatAreNotJsonAreRefused(String mediaType, String problem) throws IOException {
    assertThat(
            exchange(
                """
                POST /v1/assignments HTTP/1.1\r
                Host: test\r
                Authorization: Bearer client\r
                Content-Type: %s\r
                Content-Length: 2\r
                \r
                {}\
                """
                    .formatted(mediaType)))
        .isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /nowhere HTTP/1.1 | 404 unknown_path",
        "GET /v1/experiments/ HTTP/1.1 | 404 unknown_path",
        "GET /v1/assignments HTTP/1.1 | 405 method_not_allowed",
        "DELETE /v1/experiments/x HTTP/1.1 | 405 method_not_allowed",
        "BREW /v1/layers HTTP/1.1 | 405 method_not_allowed",
        "GET /v1/layers/%zz HTTP/1.1 | 400 bad_request",
        "GET /v1/layers HTTP/9.9 | 400 bad_request",
        "G\u00e9T /v1/layers HTTP/1.1 | 400 bad_request",
        "HEAD /v1/layers HTTP/1.1 | 200",
        "HEAD /v1/assignments HTTP/1.1 | 405",
        "HEAD /nowhere HTTP/1.1 | 404",
        "hello | 400 bad_request",
      })
  void requestsForWhatIsNotThereAreRefused(String line, String problem) throws IOException {
    assertThat(exchange(line + "\r\nHost: test\r\nAuthorization: Bearer admin\r\n\r\n"))
        .isEqualTo(problem);
  }

  @Test
  void headersHaveALimit() throws IOException {
    assertThat(
            exchange(
                "GET /health/live HTTP/1.1\r\nHost: t\r\nX: " + "x".repeat(100_000) + "\r\n\r\n"))
        .isEqualTo("400 bad_request");
  }

  @Test
  void aBodyThatWasAnnouncedAndRefusedIsNotTakenForTheNextRequest() throws IOException {
    var request = new RawRequest("POST", "/nowhere", "admin", "{}");
    request.headers.add("Expect: 100-continue");
    try (var connection = new RawConnection(api.port(), Duration.ofMillis(ANSWER_MAX_MS))) {
      assertThat(connection.exchange(request).endsConnection()).isTrue();
    }
  }

  @Test
  void aRefusedMethodIsToldWhichOnesThereAre() {
    var answer = api.post("/health/live", "", "{}");

    assertThat(answer.problem()).isEqualTo("405 method_not_allowed");
    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
  }

  private static String post(String framing, String body) throws IOException {
    return exchange(
        """
        POST /v1/assignments HTTP/1.1\r
        Host: test\r
        Authorization: Bearer client\r
        Content-Type: application/json\r
        %s\r
        \r
        %s\
        """
            .formatted(framing, body));
  }

  /** Sends bytes and gives the status and the problem's code. */
  private static String exchange(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(ANSWER_MAX_MS);
      var sender = Thread.ofVirtual().start(() -> send(socket, request));
      var received = new ByteArrayOutputStream();
      var buffer = new byte[8192];
      while (!isWhole(received, request.startsWith("HEAD"))) {
        var count = socket.getInputStream().read(buffer);
        if (count < 0) {
          break;
        }
        received.write(buffer, 0, count);
      }
      sender.interrupt();
      var answer = received.toString(StandardCharsets.UTF_8);
      var code = Pattern.compile("\"code\":\"(\\w+)\"").matcher(answer);
      return answer.substring(9, 12) + (code.find() ? " " + code.group(1) : "");
    }
  }

  private static void send(Socket socket, String request) {
    try {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException _) {
      // the server may stop listening once it has seen enough
    }
  }

  private static boolean isWhole(ByteArrayOutputStream received, boolean isHead) {
    var answer = received.toString(StandardCharsets.ISO_8859_1);
    var headersEnd = answer.indexOf("\r\n\r\n");
    var length = CONTENT_LENGTH.matcher(answer);
    return headersEnd >= 0
        && length.find()
        && (isHead || answer.length() >= headersEnd + 4 + Integer.parseInt(length.group(1)));
  }
}
