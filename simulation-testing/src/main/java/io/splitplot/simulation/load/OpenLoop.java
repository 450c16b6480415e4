package io.splitplot.simulation.load;

import io.splitplot.simulation.system.HttpConnection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends requests at a fixed rate, whatever the answers do.
 *
 * <p>Threads of the platform with a connection each: the next free one takes the next time. They
 * are enough to begin every request in time while fewer than that many are under way; afterwards
 * requests begin late, and their times are counted from when they should have begun.
 */
final class OpenLoop {
  private static final int THREADS = 48;
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

  private final URI server;
  private final String key;
  private final Workload workload;

  OpenLoop(URI server, String key, Workload workload) {
    this.server = server;
    this.key = key;
    this.workload = workload;
  }

  /**
   * What came of it.
   *
   * @param latencies of all requests, from the time that each should have begun
   * @param errors how many had no answer or none with status 200
   * @param firstError one of them; empty when there was none
   * @param secondsTaken until the last answer
   */
  record Result(Percentiles latencies, int errors, String firstError, double secondsTaken) {
    int requests() {
      return latencies.sortedNanos().length;
    }

    /** Answers a second. */
    double throughput() {
      return requests() / secondsTaken;
    }
  }

  /**
   * Sends {@code rate} requests a second for so long; the workload's numbers begin at {@code from}.
   */
  Result run(double rate, Duration length, long from) throws InterruptedException {
    var count = (int) (rate * length.toNanos() / 1e9);
    var latencies = new long[count];
    var next = new AtomicInteger();
    var errors = new AtomicInteger();
    var firstError = new AtomicReference<>("");
    var start = System.nanoTime() + Duration.ofMillis(100).toNanos();
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < THREADS; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try (var connection = new HttpConnection(server, ANSWER_MAX)) {
                  for (var n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                    var intended = start + (long) (n * 1e9 / rate);
                    var request = workload.request(from + n);
                    sleepUntil(intended);
                    var error = send(connection, request);
                    latencies[n] = System.nanoTime() - intended;
                    if (!error.isEmpty()) {
                      errors.incrementAndGet();
                      firstError.compareAndSet("", error);
                    }
                  }
                }
              }));
    }
    for (var thread : threads) {
      thread.join();
    }
    var took = (System.nanoTime() - start) / 1e9;
    return new Result(Percentiles.of(latencies), errors.get(), firstError.get(), took);
  }

  private String send(HttpConnection connection, Workload.Request request) {
    try {
      var answer = connection.post(request.path(), key, request.body());
      return answer.status() == 200 && !answer.text().contains("\"code\"")
          ? ""
          : answer.status() + " " + answer.text();
    } catch (IOException e) {
      return e.toString();
    }
  }

  static void sleepUntil(long nanoTime) {
    for (var rest = nanoTime - System.nanoTime(); rest > 0; rest = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(rest);
    }
  }

  /** How fast a server is with so many clients that each send as fast as they are answered. */
  static double closedLoop(URI server, String key, Workload workload, int clients, int requests)
      throws InterruptedException {
    var next = new AtomicInteger();
    var threads = new Thread[clients];
    var start = System.nanoTime();
    for (var i = 0; i < clients; i++) {
      threads[i] =
          Thread.ofPlatform()
              .start(() -> {
                try (var connection = new HttpConnection(server, ANSWER_MAX)) {
                  var loop = new OpenLoop(server, key, workload);
                  for (var n = next.getAndIncrement(); n < requests; n = next.getAndIncrement()) {
                    var error = loop.send(connection, workload.request(n));
                    if (!error.isEmpty()) {
                      throw new IllegalStateException(error);
                    }
                  }
                }
              });
    }
    for (var thread : Arrays.asList(threads)) {
      thread.join();
    }
    return requests / ((System.nanoTime() - start) / 1e9);
  }
}
