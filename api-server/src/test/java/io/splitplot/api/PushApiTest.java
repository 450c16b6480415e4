package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.api.TestApi.Answer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are pushed to a line, and wait on the server's disk. */
class PushApiTest {
  @TempDir private static Path home = Path.of("");

  private static TestApi api;

  @BeforeAll
  static void start() throws IOException {
    api = new TestApi(settings -> settings.keepingStateIn(home.resolve("state")));
    inbox("contacts");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static Path inbox(String line) throws IOException {
    return Files.createDirectories(home.resolve("state/inbox").resolve(line));
  }

  private static List<Path> waiting(String line) throws IOException {
    try (var files = Files.list(inbox(line))) {
      return files.filter(file -> file.toString().endsWith(".ndjson")).sorted().toList();
    }
  }

  private static Answer push(String line, String body, String... headers) {
    var request =
        api.request("/v1/lines/" + line + "/rows", "loader")
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return api.send(request);
  }

  @Test
  void aPushIsAFileInTheOrderOfArrivalAndTheSameIsOneOnly() throws IOException {
    inbox("calls");
    var bodies = List.of("{\"n\":1}\n", "{\"n\":2}", "{\"n\":3}\n{\"n\":4}\n");
    for (var body : bodies) {
      var answer = push("calls", body);
      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.json().path("receipt").asText()).matches("[0-9a-f]{32}");
      assertThat(answer.json().path("duplicate").asBoolean()).isFalse();
    }
    var again = push("calls", bodies.get(1));
    assertThat(again.json().path("duplicate").asBoolean()).isTrue();

    var kept = new ArrayList<String>();
    for (var file : waiting("calls")) {
      kept.add(Files.readString(file));
    }
    assertThat(kept).isEqualTo(bodies);
    assertThat(waiting("calls").get(1).toString())
        .endsWith("-" + again.json().path("receipt").asText() + ".ndjson");
  }

  @Test
  void aKeyTellsEqualBodiesApartAndIsForOneBodyOnly() throws IOException {
    inbox("keyed");
    assertThat(push("keyed", "{}", "Idempotency-Key", "a").json().path("duplicate").asBoolean())
        .isFalse();
    assertThat(push("keyed", "{}", "Idempotency-Key", "b").json().path("duplicate").asBoolean())
        .isFalse();
    assertThat(push("keyed", "{}", "Idempotency-Key", "a").json().path("duplicate").asBoolean())
        .isTrue();
    assertThat(push("keyed", "{\"n\":1}", "Idempotency-Key", "a").problem())
        .isEqualTo("422 idempotency_key_reused");
    assertThat(push("keyed", "{}", "Idempotency-Key", "with space").problem())
        .isEqualTo("400 bad_idempotency_key");
    assertThat(waiting("keyed")).hasSize(2);
  }

  @Test
  void whatIsLoadedIsKnownByItsReceipt() throws IOException {
    var inbox = inbox("loaded");
    var receipt = push("loaded", "{\"n\":1}").json().path("receipt").asText();
    var day = Files.createDirectories(inbox.resolve("loaded/2026-01-31"));
    Files.writeString(
        day.resolve(receipt), "f4e53c8a2b2d7e5dc6a9f4b9f4ad9c1ad30b4bb2b0a3a5ba8fd7c3c0bd1e0a5c");
    Files.delete(waiting("loaded").getFirst());
    assertThat(push("loaded", "{\"n\":1}").problem()).isEqualTo("422 idempotency_key_reused");

    Files.writeString(day.resolve(receipt), digestOf("{\"n\":1}"));
    assertThat(push("loaded", "{\"n\":1}").json().path("duplicate").asBoolean()).isTrue();
    assertThat(waiting("loaded")).isEmpty();
  }

  private static String digestOf(String text) {
    return TestApi.value(
        api.primary(), "select encode(sha256(convert_to('%s', 'UTF8')), 'hex')".formatted(text));
  }

  @Test
  void manyAtOnceAreOneFileEach() throws Exception {
    inbox("many");
    try (var clients = Executors.newFixedThreadPool(8)) {
      var pushes = new ArrayList<java.util.concurrent.Future<Answer>>();
      for (var i = 0; i < 64; i++) {
        var body = "{\"n\":%d}".formatted(i % 16);
        pushes.add(clients.submit(() -> push("many", body)));
      }
      for (var answer : pushes) {
        assertThat(answer.get().status()).isEqualTo(202);
      }
    }
    assertThat(waiting("many")).hasSize(16);
  }

  @Test
  void aFullInboxTakesNoMoreAndSaysWhenToComeAgain() throws IOException {
    var inbox = inbox("full");
    for (var i = 0; i < 1_000; i++) {
      Files.createFile(inbox.resolve("%016d-x.ndjson".formatted(i)));
    }
    var answer = push("full", "{}");
    assertThat(answer.problem()).isEqualTo("503 inbox_full");
    assertThat(answer.header("Retry-After")).isEqualTo("5");

    Files.delete(inbox.resolve("%016d-x.ndjson".formatted(3)));
    assertThat(push("full", "{}").status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nowhere",
        "..",
        "%2e%2e",
        "..%2fcontacts",
        "contacts%2f..%2fcontacts",
        "contacts%00",
        ".",
        "Contacts",
        "contacts%20",
        "%2fetc",
        "nowhere;x=1",
        "contacts%5c",
        "linked",
        "a_file",
        "loaded%2f2026",
      })
  void whatIsNoDeclaredLineIsNothing(String line) throws IOException {
    var outside = Files.createDirectories(home.resolve("outside"));
    var link = home.resolve("state/inbox/linked");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, outside);
    Files.writeString(home.resolve("state/inbox/a_file"), "");
    var before = tree();

    assertThat(push(line, "{}").status()).isIn(400, 404);

    assertThat(tree()).isEqualTo(before);
  }

  /** All but the copies of plan and keys, which the server writes whenever it likes. */
  private static List<String> tree() throws IOException {
    try (var files = Files.walk(home)) {
      return files
          .filter(it -> Files.isDirectory(it) || !home.resolve("state").equals(it.getParent()))
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }

  @Test
  void onlyLoadersPushAndOnlyNdjson() {
    var body = BodyPublishers.ofString("{}");
    var path = "/v1/lines/contacts/rows";
    assertThat(
            api.send(
                    api.request(path, "client")
                        .header("Content-Type", "application/x-ndjson")
                        .POST(body))
                .problem())
        .isEqualTo("403 forbidden");
    assertThat(
            api.send(
                    api.request(path, "loader")
                        .header("Content-Type", "application/json")
                        .POST(body))
                .problem())
        .isEqualTo("415 unsupported_media_type");
    assertThat(push("contacts", "").problem()).isEqualTo("400 no_rows");
    assertThat(push("contacts", "x".repeat(4 * 1024 * 1024 + 1)).problem())
        .isEqualTo("413 body_too_large");
    assertThat(api.post("/v1/events", "loader", "{}").problem()).isEqualTo("403 forbidden");
  }
}
