package io.splitplot.api.batch;

import io.splitplot.api.spool.Entry;
import io.splitplot.api.spool.Page;
import io.splitplot.api.spool.Spool;
import io.splitplot.api.spool.SpoolException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The facts of one kind in the spool. While there are any, new ones go behind them; so that this
 * comes to an end also under full load, whoever appends waits for whoever drains: for all of a
 * small backlog, and else so that half as much comes as goes.
 */
final class Backlog {
  /** A backlog that is drained in a moment. */
  private static final int SMALL = 1000;

  /** A drain that has got nothing done for as long is not waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Spool spool;
  private final String kind;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean flows;
  private long lastFlow;
  private long credit;
  private boolean closed;

  Backlog(Spool spool, Fact fact) {
    this.spool = spool;
    this.kind = fact.label();
  }

  boolean isEmpty() {
    return spool.isEmpty(kind);
  }

  /** Waits for its turn to append; true: nothing is to be appended, as the backlog is empty. */
  boolean awaitTurn() throws InterruptedException {
    lock.lock();
    try {
      while (!isEmpty() && flows && (credit <= 0 || spool.size(kind) <= SMALL)) {
        var patience = PATIENCE.toNanos() - (System.nanoTime() - lastFlow);
        if (closed || patience <= 0) {
          break;
        }
        changed.awaitNanos(patience);
      }
      return isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Appends the facts of requests; they are on disk when this returns. */
  void append(List<Waiting> requests) throws SpoolException {
    var entries =
        requests.stream()
            .flatMap(it -> it.items().stream().map(item -> new Entry(it.receivedAt(), item)))
            .toList();
    spool.append(kind, entries);
    lock.lock();
    try {
      credit -= flows ? entries.size() : 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for facts, and gives the oldest; empty when it is closed. */
  Page awaitFacts(int count) throws InterruptedException, SQLException {
    lock.lock();
    try {
      while (isEmpty() && !closed) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
    return spool.oldest(kind, count);
  }

  /** Says that facts are in the primary. */
  void done(Page page) {
    spool.done(kind, page.last());
    lock.lock();
    try {
      flows = true;
      lastFlow = System.nanoTime();
      credit = isEmpty() ? 0 : credit + page.entries().size() / 2;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Says that the primary takes nothing, so that nobody waits for it. */
  void stalled() {
    lock.lock();
    try {
      flows = false;
      credit = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a while, unless it is closed. */
  void pause(Duration time) throws InterruptedException {
    lock.lock();
    try {
      var left = time.toNanos();
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends all waiting; appending still works. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
