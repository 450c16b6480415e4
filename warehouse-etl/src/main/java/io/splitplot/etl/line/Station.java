package io.splitplot.etl.line;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/** What is counted of one station, by its workers, and read by whoever shows it. */
final class Station {
  private static final double NANOS_PER_SECOND = 1e9;

  private final String name;
  private final int workers;
  private final IntSupplier waiting;
  private final int room;
  private final LongAdder rows = new LongAdder();
  private final LongAdder busyNanos = new LongAdder();
  private final AtomicLong workingSince = new AtomicLong();
  private final LongAdder working = new LongAdder();

  Station(String name, int workers, IntSupplier waiting, int room) {
    this.name = name;
    this.workers = workers;
    this.waiting = waiting;
    this.room = room;
  }

  String name() {
    return name;
  }

  int workers() {
    return workers;
  }

  /** Counters at an instant; two of them make figures. */
  record Reading(long atNanos, long rows, long busyNanos) {}

  Reading read() {
    var now = System.nanoTime();
    return new Reading(now, rows.sum(), busyNanos.sum() + working.sum() * now - workingSince.get());
  }

  /**
   * A worker begins; a piece of work that takes long counts while it runs.
   *
   * @return what {@link #finished} wants back
   */
  long begun() {
    var now = System.nanoTime();
    workingSince.addAndGet(now);
    working.increment();
    return now;
  }

  void finished(long begunNanos, long finishedRows) {
    var now = System.nanoTime();
    working.decrement();
    workingSince.addAndGet(-begunNanos);
    busyNanos.add(now - begunNanos);
    rows.add(finishedRows);
  }

  StationFigures between(Reading from, Reading to) {
    var seconds = Math.max(to.atNanos() - from.atNanos(), 1) / NANOS_PER_SECOND;
    var finished = to.rows() - from.rows();
    var busy = (to.busyNanos() - from.busyNanos()) / NANOS_PER_SECOND / seconds / workers;
    return new StationFigures(
        name,
        workers,
        finished,
        finished / seconds,
        Math.clamp(busy, 0, 1),
        waiting.getAsInt(),
        room);
  }
}
