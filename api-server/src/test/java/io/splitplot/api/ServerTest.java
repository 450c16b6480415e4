package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.splitplot.api.TestApi.Answer;
import io.splitplot.api.batch.IngestSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** The server as a whole: closing, overload, and its own failures. */
class ServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void closingFinishesWhatIsBeingAnsweredAndRefusesTheRest() throws SQLException {
    try (var api = new TestApi(ServerTest::patient);
        var blocker = api.primary().dataSource().getConnection()) {
      blocker.setAutoCommit(false);
      try (var statement = blocker.createStatement()) {
        statement.execute("lock table splitplot.event in exclusive mode");
      }
      var answer = postEvents(api);
      awaitBlocked(api, 1);

      var closing = CompletableFuture.runAsync(api::closeServer);
      await().atMost(LIMIT).until(() -> refusesConnections(api));
      assertThat(answer).isNotDone();
      blocker.commit();

      assertThat(answer.join().status()).isEqualTo(200);
      closing.join();
      assertThat(api.value("select count(*) from splitplot.event")).isEqualTo("1");
    }
  }

  @Test
  void tooManyRequestsAtATimeAreRefusedAndSaySo() throws SQLException {
    try (var api = new TestApi(settings -> TestApi.withRequestsMax(patient(settings), 1));
        var blocker = api.primary().dataSource().getConnection()) {
      blocker.setAutoCommit(false);
      try (var statement = blocker.createStatement()) {
        statement.execute("lock table splitplot.event in exclusive mode");
      }
      var first = postEvents(api);
      awaitBlocked(api, 1);

      var refused = api.get("/health/live", "");
      blocker.commit();

      assertThat(refused.problem()).isEqualTo("503 overloaded");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(first.join().status()).isEqualTo(200);
    }
  }

  @Test
  void aFailureOfOursIsAnsweredWithAnIdAndLoggedWithoutTheRequest() {
    var records = new CopyOnWriteArrayList<LogRecord>();
    var log = Logger.getLogger("io.splitplot.api");
    var handler = collector(records);
    log.addHandler(handler);
    try (var api = new TestApi()) {
      api.primary().run("drop function splitplot.record_events(jsonb)");

      var event = TestApi.uuid();
      var answer = api.post("/v1/events", "client", events(event));

      assertThat(answer.problem()).isEqualTo("500 internal_error");
      assertThat(answer.text()).doesNotContain("record_events", "SQL");
      var id = answer.json().path("request_id").textValue();
      assertThat(records).extracting(LogRecord::getMessage).anyMatch(it -> it.contains(id));
      assertThat(records)
          .allSatisfy(it -> {
            assertThat(it.getMessage()).doesNotContain(event);
            assertThat(it.getThrown()).asString().doesNotContain(event);
          });
    } finally {
      log.removeHandler(handler);
    }
  }

  @Test
  void aServerMayStartBeforeItsDatabase() {
    try (var api =
        new TestApi(
            settings -> TestApi.withPrimaryAt(settings, "jdbc:postgresql://127.0.0.1:9/x"))) {
      assertThat(api.get("/health/live", "").status()).isEqualTo(200);
      assertThat(api.get("/health/ready", "").status()).isEqualTo(503);
      assertThat(api.post("/v1/assignments", "client", "{}").problem())
          .isEqualTo("503 database_unavailable");
    }
  }

  private static String events(String id) {
    return "{'events':[{'id':'%s','unit':{'user':'u'},'name':'v','occurred_at':'%s'}]}"
        .formatted(id, Instant.now());
  }

  /** Facts wait for a lock until the test lets go of it. */
  private static ApiServerSettings patient(ApiServerSettings settings) {
    return settings.ingesting(IngestSettings.usual().withPatience(LIMIT, LIMIT));
  }

  private static CompletableFuture<Answer> postEvents(TestApi api) {
    return CompletableFuture.supplyAsync(
        () -> api.post("/v1/events", "client", events(TestApi.uuid())));
  }

  private static void awaitBlocked(TestApi api, int count) {
    await()
        .atMost(LIMIT)
        .until(() ->
            api.value(
                    """
                    select count(*) from pg_stat_activity
                    where datname = current_database() and wait_event_type = 'Lock'
                    """)
                .equals(String.valueOf(count)));
  }

  private static boolean refusesConnections(TestApi api) {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  private static Handler collector(CopyOnWriteArrayList<LogRecord> records) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        records.add(record);
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
