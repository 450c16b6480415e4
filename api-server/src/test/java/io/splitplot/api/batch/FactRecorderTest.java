package io.splitplot.api.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.splitplot.api.problem.ProblemException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Group commit: many requests in one transaction, and to each its own answer. */
class FactRecorderTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    callers.shutdownNow();
  }

  @Test
  void eachOfThousandsOfRequestsIsAnsweredWithWhatBecameOfItsOwnFacts()
      throws ExecutionException, InterruptedException {
    try (var recording = new Recording(Recording.settings())) {
      var known = UUID.randomUUID();
      recording.events(Recording.event(0, known));
      var answers = new ArrayList<Future<Recorded>>();
      for (var i = 0; i < 3000; i++) {
        answers.add(
            callers.submit(() ->
                recording.events(
                    Recording.event(7, UUID.randomUUID()),
                    Recording.event(3, known),
                    Recording.wrong(5, UUID.randomUUID()),
                    Recording.event(1, UUID.randomUUID()))));
      }
      for (var answer : answers) {
        var recorded = answer.get();
        assertThat(recorded.accepted()).isEqualTo(2);
        assertThat(recorded.duplicate()).isEqualTo(1);
        assertThat(recorded.rejected()).hasSize(1);
        assertThat(recorded.rejected().get(0).path("index").intValue()).isEqualTo(5);
        assertThat(recorded.rejected().get(0).path("code").textValue())
            .isEqualTo("unknown_unit_type");
      }
      assertThat(recording.value("select count(*) from splitplot.event")).isEqualTo("6001");
      var groups = recording.meters().get("splitplot.ingest.commit").tag("fact", "event").timer();
      assertThat(groups.count()).as("transactions of 3001 requests").isLessThan(1000);
    }
  }

  @Test
  void ofRequestsThatSendTheSameFactAtTheSameTimeOneIsAcceptedAndTheOthersAreDuplicates()
      throws ExecutionException, InterruptedException {
    try (var recording = new Recording(Recording.settings())) {
      var id = UUID.randomUUID();
      var answers = new ArrayList<Future<Recorded>>();
      for (var i = 0; i < 500; i++) {
        answers.add(callers.submit(() -> recording.events(Recording.event(0, id))));
      }
      var accepted = 0;
      var duplicate = 0;
      for (var answer : answers) {
        accepted += answer.get().accepted();
        duplicate += answer.get().duplicate();
      }
      assertThat(accepted).isEqualTo(1);
      assertThat(duplicate).isEqualTo(499);
    }
  }

  @Test
  void aRequestThatTheDatabaseCannotTakeSuffersAlone()
      throws ExecutionException, InterruptedException, SQLException {
    try (var recording = new Recording(Recording.settings())) {
      var blocker = recording.primary().dataSource().getConnection();
      blocker.setAutoCommit(false);
      try (var statement = blocker.createStatement()) {
        statement.execute("lock table splitplot.unit_type in access exclusive mode");
      }
      // While the first is held up, the others gather and make one group.
      var first = callers.submit(() -> recording.events(Recording.event(0, UUID.randomUUID())));
      await().atMost(LIMIT).until(() -> isBlocked(recording));
      var good = new ArrayList<Future<Recorded>>();
      for (var i = 0; i < 20; i++) {
        good.add(callers.submit(() -> recording.events(Recording.event(0, UUID.randomUUID()))));
      }
      var poison = UUID.randomUUID();
      Callable<Recorded> poisonous =
          () ->
              recording.events(
                  Recording.event(0, UUID.randomUUID()),
                  Recording.event(1, poison).put("value", "no number"));
      var bad = callers.submit(poisonous);
      await().atMost(LIMIT).until(() -> waiting(recording) == 22);
      blocker.rollback();
      blocker.close();

      assertThat(first.get().accepted()).isEqualTo(1);
      for (var answer : good) {
        assertThat(answer.get().accepted()).isEqualTo(1);
      }
      assertThatThrownBy(bad::get)
          .cause()
          .isInstanceOfSatisfying(
              ProblemException.class, it -> assertThat(it.problem().status()).isEqualTo(422));
      assertThat(recording.value("select count(*) from splitplot.event")).isEqualTo("21");
      assertThat(recording.events(Recording.event(0, UUID.randomUUID())).accepted()).isEqualTo(1);
    }
  }

  @Test
  void whatDoesNotFitIntoTheBufferIsRefusedAndNotStored()
      throws ExecutionException, InterruptedException, SQLException {
    try (var recording = new Recording(Recording.settings().withBuffer(Duration.ZERO, 2))) {
      var blocker = recording.primary().dataSource().getConnection();
      blocker.setAutoCommit(false);
      try (var statement = blocker.createStatement()) {
        statement.execute("lock table splitplot.unit_type in access exclusive mode");
      }
      var first = callers.submit(() -> recording.events(Recording.event(0, UUID.randomUUID())));
      await().atMost(LIMIT).until(() -> isBlocked(recording));
      var second =
          callers.submit(() ->
              recording.events(
                  Recording.event(0, UUID.randomUUID()), Recording.event(1, UUID.randomUUID())));
      await().atMost(LIMIT).until(() -> waiting(recording) == 2);

      var refused =
          catchThrowableOfType(
              ProblemException.class,
              () -> recording.events(Recording.event(0, UUID.randomUUID())));

      assertThat(refused.problem().status()).isEqualTo(503);
      assertThat(refused.problem().code()).isEqualTo("overloaded");
      blocker.rollback();
      blocker.close();
      assertThat(first.get().accepted()).isEqualTo(1);
      assertThat(second.get().accepted()).isEqualTo(2);
      assertThat(recording.value("select count(*) from splitplot.event")).isEqualTo("3");
    }
  }

  private static double waiting(Recording recording) {
    return recording
        .meters()
        .get("splitplot.ingest.queue.rows")
        .tag("fact", "event")
        .gauge()
        .value();
  }

  private static boolean isBlocked(Recording recording) {
    return recording
        .value(
            """
            select count(*) > 0 from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'
            """)
        .equals("t");
  }
}
