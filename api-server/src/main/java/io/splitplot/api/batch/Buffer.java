package io.splitplot.api.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Requests that wait to be stored, in their order, bounded in facts and bytes. */
final class Buffer {
  private final int rowsMax;
  private final long bytesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private int rows;
  private long bytes;
  private boolean closed;

  Buffer(int rowsMax, long bytesMax) {
    this.rowsMax = rowsMax;
    this.bytesMax = bytesMax;
  }

  /** False when there is no room; an empty buffer has room for any request. */
  boolean offer(Waiting request) {
    lock.lock();
    try {
      var fits = rows + request.rows() <= rowsMax && bytes + request.bytes() <= bytesMax;
      if (closed || !(fits || queue.isEmpty())) {
        return false;
      }
      queue.add(request);
      count(request, 1);
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a request back; false when it is being stored already. */
  boolean withdraw(Waiting request) {
    lock.lock();
    try {
      var isThere = queue.remove(request);
      if (isThere) {
        count(request, -1);
      }
      return isThere;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The requests that are to be stored together: at least one, then as many as fit. Waits for the
   * first, and from then on for others up to a limit. Empty: it is closed, and nothing is left.
   */
  List<Waiting> take(int groupRows, long groupBytes, Duration wait) throws InterruptedException {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        changed.await();
      }
      var patience = wait.toNanos();
      while (patience > 0 && rows < groupRows && bytes < groupBytes && !closed) {
        patience = changed.awaitNanos(patience);
      }
      return poll(groupRows, groupBytes);
    } finally {
      lock.unlock();
    }
  }

  private List<Waiting> poll(int groupRows, long groupBytes) {
    var group = new ArrayList<Waiting>();
    var roomForRows = groupRows;
    var roomForBytes = groupBytes;
    for (var next = queue.peek(); next != null; next = queue.peek()) {
      roomForRows -= next.rows();
      roomForBytes -= next.bytes();
      if (!group.isEmpty() && (roomForRows < 0 || roomForBytes < 0)) {
        break;
      }
      group.add(queue.remove());
      count(next, -1);
    }
    return group;
  }

  /** Takes no more; what is there can still be taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int rows() {
    lock.lock();
    try {
      return rows;
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  private void count(Waiting request, int sign) {
    rows += sign * request.rows();
    bytes += sign * request.bytes();
  }
}
