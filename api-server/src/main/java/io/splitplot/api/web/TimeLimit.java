package io.splitplot.api.web;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends requests that take too long: those whose headers trickle in, whose body does, or whose
 * answer is not read. The thread that works on such a one is interrupted, which closes the
 * connection that it waits for, as it is a virtual one.
 */
public final class TimeLimit implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final Counter cutOff;
  private final long requestNanosMax;
  private final long headersNanosMax;
  private final Set<Work> works = ConcurrentHashMap.newKeySet();
  private final Map<String, Work> headers = new ConcurrentHashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread watcher =
      Thread.ofPlatform().name("time-limit").daemon().unstarted(this::run);

  /** A thread at work, since when, and whether it still is. */
  final class Work implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final long since = System.nanoTime();
    private boolean isDone;

    private boolean isOlderThan(long nanos) {
      return System.nanoTime() - since > nanos;
    }

    private synchronized void interrupt() {
      if (!isDone) {
        thread.interrupt();
      }
    }

    /** Must be on the same thread: an interrupt that came too late to matter is forgotten. */
    @Override
    public void close() {
      works.remove(this);
      synchronized (this) {
        isDone = true;
      }
    }
  }

  /** Begins to watch. */
  public TimeLimit(HttpSettings settings, MeterRegistry meters) {
    this.cutOff =
        Counter.builder("splitplot.http.cut_off")
            .description("Requests that took too long, so that their connection was closed")
            .register(meters);
    this.requestNanosMax = settings.requestMax().toNanos();
    this.headersNanosMax = settings.headersMax().toNanos();
    watcher.start();
  }

  /** Watches the work of this thread, if that is limited, until what is returned is closed. */
  Work begin(boolean isLimited) {
    var work = new Work();
    if (isLimited) {
      works.add(work);
    }
    return work;
  }

  /** Hears of each connection when the headers of a request begin and end. */
  public Http1ConnectionListener listener() {
    return new Http1ConnectionListener() {
      @Override
      public void prologue(ConnectionContext connection, HttpPrologue prologue) {
        headers.put(key(connection), new Work());
      }

      @Override
      public void headers(ConnectionContext connection, Headers read) {
        var work = headers.remove(key(connection));
        if (work != null) {
          work.close();
        }
      }
    };
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      watcher.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static String key(ConnectionContext connection) {
    return connection.socketId() + ' ' + connection.childSocketId();
  }

  private void run() {
    try {
      while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        works.stream().filter(it -> it.isOlderThan(requestNanosMax)).forEach(this::end);
        headers
            .values()
            .removeIf(it -> {
              var isLate = it.isOlderThan(headersNanosMax);
              if (isLate) {
                end(it);
              }
              return isLate;
            });
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(Work work) {
    works.remove(work);
    cutOff.increment();
    work.interrupt();
  }
}
