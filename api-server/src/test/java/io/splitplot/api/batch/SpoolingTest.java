package io.splitplot.api.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.splitplot.api.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Facts while the primary does not take writes: on disk first, and in the primary once. */
class SpoolingTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    callers.shutdownNow();
  }

  /** How a primary can be without taking writes. */
  enum Loss {
    CUT {
      @Override
      void begin(Recording recording) {
        recording.relay().cut();
      }
    },
    HUNG {
      @Override
      void begin(Recording recording) {
        recording.relay().stall();
      }
    },
    READ_ONLY {
      @Override
      void begin(Recording recording) {
        setReadOnly(recording, "on");
      }

      @Override
      void end(Recording recording) {
        setReadOnly(recording, "off");
      }
    },
    LOCKED {
      @Override
      void begin(Recording recording) {
        recording.lockEvents();
      }

      @Override
      void end(Recording recording) {
        recording.unlockEvents();
      }
    };

    abstract void begin(Recording recording);

    void end(Recording recording) {
      recording.relay().mend();
    }

    private static void setReadOnly(Recording recording, String value) {
      recording
          .primary()
          .run(
              """
              begin read write;
              do $$ begin
                execute format('alter database %%I set default_transaction_read_only = %s', current_database());
              end $$;
              select pg_terminate_backend(pid) from pg_stat_activity
              where datname = current_database() and pid <> pg_backend_pid();
              commit
              """
                  .formatted(value));
    }
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void whatThePrimaryDoesNotTakeIsAcknowledgedSoonAndStoredLaterOnceAndInOrder(Loss loss)
      throws ExecutionException, InterruptedException {
    try (var recording = new Recording(Recording.settings(), Optional.of(folder))) {
      var before = recording.events(Recording.event(0, UUID.randomUUID()));
      assertThat(before.spooled()).isZero();

      loss.begin(recording);
      var ids = new ArrayList<UUID>();
      for (var i = 0; i < 20; i++) {
        ids.add(UUID.randomUUID());
        var begin = System.nanoTime();
        var recorded =
            recording.events(Recording.event(0, ids.getLast()), Recording.event(1, ids.getFirst()));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
        assertThat(recorded.accepted()).isEqualTo(2);
        assertThat(recorded.spooled()).isEqualTo(2);
      }
      assertThat(recording.spool().state().facts()).isEqualTo(40);
      loss.end(recording);

      await().atMost(LIMIT).until(() -> recording.spool().isEmpty("event"));
      assertThat(recording.value("select count(*) from splitplot.event")).isEqualTo("21");
      // What hung is sent again, and may have got there by itself in the end, as the newest.
      var first = ids.removeFirst();
      assertThat(
              recording.value(
                  """
                  select string_agg(id::text, ',' order by received_at) from splitplot.event
                  where id <> '%s'
                  """
                      .formatted(first)))
          .endsWith(String.join(",", ids.stream().map(UUID::toString).toList()));
      assertThat(recording.events(Recording.event(0, UUID.randomUUID())).spooled()).isZero();
    }
  }

  @Test
  void aRestartKeepsWhatIsInTheSpoolAlsoWhenThePrimaryIsStillAway() {
    try (var recording = new Recording(Recording.settings(), Optional.of(folder))) {
      recording.relay().cut();
      recording.events(Recording.event(0, UUID.randomUUID()));
      recording.stop();
      recording.start();
      assertThat(recording.events(Recording.event(0, UUID.randomUUID())).spooled()).isEqualTo(1);
      recording.stop();
      recording.relay().mend();
      recording.start();
      await().atMost(LIMIT).until(() -> recording.spool().isEmpty("event"));
      assertThat(recording.value("select count(*) from splitplot.event")).isEqualTo("2");
    }
  }

  @Test
  void whatIsRefusedAfterItWasAcknowledgedIsPutAsideAndStopsNothing() {
    try (var recording = new Recording(Recording.settings(), Optional.of(folder))) {
      recording.relay().cut();
      var wrong = UUID.randomUUID();
      var poison = UUID.randomUUID();
      for (var i = 0; i < 50; i++) {
        recording.events(Recording.event(0, UUID.randomUUID()));
      }
      recording.events(Recording.wrong(0, wrong), Recording.event(1, UUID.randomUUID()));
      recording.events(Recording.event(0, poison).put("value", "no number"));
      recording.events(Recording.event(0, UUID.randomUUID()));
      recording.relay().mend();

      await().atMost(LIMIT).until(() -> recording.spool().isEmpty("event"));
      assertThat(recording.value("select count(*) from splitplot.event")).isEqualTo("52");
      assertThat(
              recording.value(
                  """
                  select string_agg(concat(fact, ' ', code, ' ', item #>> '{}'), '; ' order by refused_fact_id)
                  from splitplot.refused_fact
                  """))
          .contains("event unknown_unit_type", wrong.toString(), "received_at")
          .contains("event sqlstate_22", poison.toString());
    }
  }

  @Test
  void aFullSpoolRefusesAndKeepsWhatItHas() {
    var small = Recording.settings().withSpool(100_000, Duration.ofDays(1));
    try (var recording = new Recording(small, Optional.of(folder))) {
      recording.relay().cut();
      var taken = 0;
      var refused = (ProblemException) null;
      while (refused == null) {
        try {
          recording.events(Recording.event(0, UUID.randomUUID()));
          taken++;
        } catch (ProblemException e) {
          refused = e;
        }
      }
      assertThat(refused.problem().status()).isEqualTo(503);
      assertThat(refused.problem().code()).isEqualTo("spool_full");
      assertThat(taken).isGreaterThan(10);

      recording.relay().mend();
      await().atMost(LIMIT).until(() -> recording.spool().isEmpty("event"));
      assertThat(recording.value("select count(*) from splitplot.event")).isEqualTo("" + taken);
      assertThat(recording.events(Recording.event(0, UUID.randomUUID())).accepted()).isEqualTo(1);
    }
  }

  @Test
  void withoutASpoolThePrimaryThatIsAwayMeans503() {
    try (var recording = new Recording(Recording.settings())) {
      recording.relay().cut();
      var refused =
          catchThrowableOfType(
              ProblemException.class,
              () -> recording.events(Recording.event(0, UUID.randomUUID())));
      assertThat(refused.problem().status()).isEqualTo(503);
      assertThat(refused.problem().code()).isEqualTo("database_unavailable");
    }
  }

  @Test
  void underFullLoadNothingIsLostOrCountedTwiceAndTheSpoolComesToAnEnd()
      throws InterruptedException, ExecutionException {
    var random = new Random(7);
    try (var recording = new Recording(Recording.settings(), Optional.of(folder))) {
      var acknowledged = new ConcurrentLinkedQueue<UUID>();
      var running = new AtomicBoolean(true);
      var spooled = new AtomicInteger();
      var loads = new ArrayList<Future<?>>();
      for (var i = 0; i < 64; i++) {
        loads.add(callers.submit(() -> load(recording, running, acknowledged, spooled)));
      }
      for (var i = 0; i < 6; i++) {
        var loss = List.of(Loss.CUT, Loss.HUNG, Loss.READ_ONLY).get(i % 3);
        var goal = acknowledged.size() + 200 + random.nextInt(500);
        await().atMost(LIMIT).until(() -> acknowledged.size() > goal);
        var spooledBefore = spooled.get();
        loss.begin(recording);
        await().atMost(LIMIT).until(() -> spooled.get() > spooledBefore + random.nextInt(500));
        loss.end(recording);
        await().atMost(LIMIT).until(() -> recording.spool().isEmpty("event")); // under load
      }
      running.set(false);
      for (var load : loads) {
        load.get();
      }
      await().atMost(LIMIT).until(() -> recording.spool().isEmpty("event"));
      var stored = recording.value("select string_agg(id::text, ',') from splitplot.event");
      var ids = new HashSet<String>();
      for (var id : List.of(stored.split(",", -1))) {
        assertThat(ids.add(id)).as("%s is stored once", id).isTrue();
      }
      for (var id : acknowledged) {
        assertThat(ids.contains(id.toString())).as("%s is stored", id).isTrue();
      }
    }
  }

  private static void load(
      Recording recording,
      AtomicBoolean running,
      ConcurrentLinkedQueue<UUID> acknowledged,
      AtomicInteger spooled) {
    while (running.get()) {
      var id = UUID.randomUUID();
      try {
        var recorded = recording.events(Recording.event(0, id));
        assertThat(recorded.accepted()).isEqualTo(1);
        spooled.addAndGet(recorded.spooled());
        acknowledged.add(id);
      } catch (ProblemException e) {
        assertThat(e.problem().status()).isEqualTo(503);
      }
    }
  }
}
