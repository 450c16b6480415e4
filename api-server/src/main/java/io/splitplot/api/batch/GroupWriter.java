package io.splitplot.api.batch;

import io.splitplot.api.database.Database;
import io.splitplot.api.json.Json;
import io.splitplot.api.spool.SpoolException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores one kind of fact: takes what waits, stores it in one transaction, and then answers each
 * request with what became of its own facts.
 */
final class GroupWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);

  /** A group that takes longer than this shows that the primary is the cause of a full buffer. */
  private static final Duration SLOW = Duration.ofMillis(250);

  private final Fact fact;
  private final IngestSettings settings;
  private final Buffer buffer;
  private final FactConnection connection;
  private final Optional<Backlog> backlog;
  private final IngestMeters meters;
  private final Thread thread;
  private boolean isAway;

  /** Since when a group is being stored, by {@link System#nanoTime}; null: none is. */
  private volatile @Nullable Long storingSince;

  /**
   * A writer that is not started yet.
   *
   * @param backlog takes what the primary does not take; empty: that is refused
   */
  GroupWriter(
      Fact fact,
      IngestSettings settings,
      Buffer buffer,
      Database primary,
      Optional<Backlog> backlog,
      IngestMeters meters) {
    this.fact = fact;
    this.settings = settings;
    this.buffer = buffer;
    this.connection =
        new FactConnection(primary, settings.storeMax().plus(settings.storeMax().dividedBy(2)));
    this.backlog = backlog;
    this.meters = meters;
    this.thread = Thread.ofPlatform().name("write-" + fact.label()).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Stores what waits, and ends. */
  @Override
  public void close() {
    buffer.close();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }

  private void run() {
    try {
      for (var group = take(); !group.isEmpty(); group = take()) {
        write(group);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Waiting> take() throws InterruptedException {
    return buffer.take(settings.groupRows(), settings.groupBytes(), settings.commitWait());
  }

  private void write(List<Waiting> group) throws InterruptedException {
    try {
      if (backlog.isEmpty() || backlog.get().awaitTurn()) {
        storingSince = System.nanoTime();
        store(group);
        isAway = false;
      } else {
        spool(backlog.get(), group);
      }
    } catch (SQLException e) {
      if (!isAway) { // said once, and not for each group that comes meanwhile
        LOG.warn("the primary takes no {}s, SQLSTATE {}", fact.label(), e.getSQLState(), e);
        isAway = true;
      }
      backlog.ifPresentOrElse(it -> spool(it, group), () -> fail(group, Refusals.away()));
    } catch (RuntimeException | Error e) {
      LOG.error("storing {}s failed", fact.label(), e);
      fail(group, e);
    } finally {
      storingSince = null;
    }
  }

  /**
   * Takes a request for which the buffer has no room: into the spool, when it is the primary that
   * is slow; false: there are just too many.
   */
  boolean spoolWhenSlow(Waiting request) {
    var since = storingSince;
    var isSlow = since != null && System.nanoTime() - since > SLOW.toNanos();
    if (isSlow && backlog.isPresent()) {
      spool(backlog.get(), List.of(request));
      return true;
    }
    return false;
  }

  /** Stores a group; what fails because of one request is divided until that is alone. */
  private void store(List<Waiting> group) throws SQLException {
    var batch = new Batch();
    group.forEach(request -> request.items().forEach(batch::add));
    try {
      var begin = System.nanoTime();
      var judged = connection.call(it -> FactConnection.record(it, fact, batch.json()));
      meters.stored(batch.size(), System.nanoTime() - begin);
      answer(group, judged);
    } catch (SQLException e) {
      switch (Fault.of(e)) {
        case AWAY, CONFLICT -> throw e;
        case INSTALLATION -> fail(group, Database.explain(e));
        case ITEM -> divide(group, e);
      }
    }
  }

  private void divide(List<Waiting> group, SQLException cause) throws SQLException {
    var half = group.size() / 2;
    if (half == 0) {
      fail(group, Database.explain(cause));
    } else {
      store(group.subList(0, half));
      store(group.subList(half, group.size()));
    }
  }

  /** Keeps on disk what is not answered yet; what the primary may have got is counted once. */
  private static void spool(Backlog backlog, List<Waiting> group) {
    var rest = group.stream().filter(it -> !it.outcome().isDone()).toList();
    try {
      backlog.append(rest);
      for (var request : rest) {
        var rows = request.rows();
        request.outcome().complete(new Recorded(rows, 0, rows, Json.array()));
      }
    } catch (SpoolException e) {
      fail(rest, Refusals.spoolFull(String.valueOf(e.getMessage())));
    }
  }

  private static void answer(List<Waiting> group, Judged judged) {
    var from = 0;
    for (var request : group) {
      request.outcome().complete(judged.of(request, from));
      from += request.rows();
    }
  }

  private static void fail(List<Waiting> group, Throwable problem) {
    for (var request : group) {
      request.outcome().completeExceptionally(problem); // without effect when it is answered
    }
  }
}
