package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.api.RawConnection.Answer;
import io.splitplot.api.access.Endpoint;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Requests for every endpoint, made wrong in every way we know: none is answered by a failure of
 * ours, none hangs, and what is refused is not stored.
 *
 * <p>Each request follows from the seed and its number alone: with {@code splitplot.fuzz.first} and
 * {@code splitplot.fuzz.requests=1} one can be sent again.
 */
class HttpFuzzTest {
  private static final int REQUESTS = Integer.getInteger("splitplot.fuzz.requests", 4_000);
  private static final int FIRST = Integer.getInteger("splitplot.fuzz.first", 0);
  private static final long SEED = Long.getLong("splitplot.fuzz.seed", 1);

  /** What shops call all the time gets more than its share. */
  private static final List<Endpoint> OF_SERVICES =
      List.of(
          Endpoint.ASSIGN,
          Endpoint.RECORD_EXPOSURES,
          Endpoint.RECORD_EVENTS,
          Endpoint.EVALUATE_FLAG,
          Endpoint.EVALUATE_FLAGS,
          Endpoint.LINK_IDENTITY);

  private static final int WORKERS = 4;
  private static final int FAILURES_MAX = 20;
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

  /** No failures: a way to transfer bodies, or a version of HTTP, that is not served. */
  private static final Set<Integer> OF_HTTP = Set.of(501, 505);

  private static final long GROWTH_BYTES_MAX = 32 * 1024 * 1024;

  private final AtomicInteger next = new AtomicInteger(FIRST);
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentSkipListMap<>();

  @Test
  void whateverIsSentIsAnsweredOrRefused() throws InterruptedException {
    try (var api = new TestApi(it -> it.lookingAtRampsEvery(Duration.ofHours(1)))) {
      ValidRequests.prepare(api);
      var answered = new AnsweredFacts(api.primary());
      send(api, answered, FIRST + REQUESTS / 5);
      var before = heapBytes();
      send(api, answered, FIRST + REQUESTS);
      var grown = heapBytes() - before;

      System.out.printf("%s; %s; heap grew by %d KiB%n", statuses, answered, grown / 1024);
      assertThat(failures).isEmpty();
      answered.compareWithStored();
      assertThat(grown).as("growth of the heap").isLessThan(GROWTH_BYTES_MAX);
    }
  }

  /** Sends all requests up to one, by a few connections at a time. */
  private void send(TestApi api, AnsweredFacts answered, int end) throws InterruptedException {
    var workers = new ArrayList<Thread>();
    for (var i = 0; i < WORKERS; i++) {
      workers.add(Thread.ofPlatform().start(() -> work(api, answered, end)));
    }
    for (var worker : workers) {
      worker.join();
    }
  }

  private void work(TestApi api, AnsweredFacts answered, int end) {
    @Nullable RawConnection connection = null;
    for (var i = take(end); i < end && failures.size() < FAILURES_MAX; i = take(end)) {
      var random = new SplittableRandom(SEED * 1_000_003 + i);
      var request = request(random, i);
      try {
        if (connection == null) {
          connection = new RawConnection(api.port(), ANSWER_MAX);
        }
        connection = exchange(connection, request, random, answered);
      } catch (IOException | RuntimeException | AssertionError e) {
        failures.add("request %d: %s\n%s\n".formatted(i, e, request));
        connection = closed(connection);
      }
    }
    closed(connection);
  }

  private int take(int end) {
    return next.getAndUpdate(it -> Math.min(it + 1, end));
  }

  private static RawRequest request(SplittableRandom random, int number) {
    var endpoints = Endpoint.values();
    var endpoint =
        random.nextInt(4) > 0
            ? endpoints[random.nextInt(endpoints.length)]
            : OF_SERVICES.get(random.nextInt(OF_SERVICES.size()));
    var valid = new ValidRequests(random, 2 + number / 200).of(endpoint);
    var request = new RawRequest(endpoint.method(), valid.target(), "admin", valid.body());
    if (random.nextInt(10) > 0) {
      new Mutations(random).apply(request);
    }
    return request;
  }

  /** Gives the connection, when it can be used again. */
  private @Nullable RawConnection exchange(
      RawConnection connection, RawRequest request, SplittableRandom random, AnsweredFacts answered)
      throws IOException {
    if (!request.isWhole || (request.framed == null && random.nextInt(20) == 0)) {
      exchangeBroken(connection, request, random, answered);
      return closed(connection);
    }
    Answer answer;
    try {
      answer = connection.exchange(request);
    } catch (EOFException e) {
      throw new AssertionError("closed without an answer", e);
    }
    check(request, answer);
    answered.add(request, request.body, answer);
    if (answer.endsConnection()) {
      return closed(connection);
    }
    if (random.nextInt(10) == 0 && connection.exchange(RawRequest.live()).status() != 200) {
      throw new AssertionError("the connection is out of step after " + answer);
    }
    return connection;
  }

  /** Sends what may have no end, or several; the server must answer or close. */
  private void exchangeBroken(
      RawConnection connection, RawRequest request, SplittableRandom random, AnsweredFacts answered)
      throws IOException {
    var bytes = request.bytes();
    var body = request.body;
    if (request.isWhole) {
      request.mutations.add("bytes");
      bytes = new Mutations(random).bytes(bytes);
      body = bodyOf(bytes);
    }
    for (var answer : connection.exchangeToEnd(bytes, request.method.equals("HEAD"))) {
      check(request, answer);
      answered.add(request, body, answer);
    }
  }

  private static byte[] bodyOf(byte[] bytes) {
    var end = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
    return end < 0 ? new byte[0] : Arrays.copyOfRange(bytes, end + 4, bytes.length);
  }

  private void check(RawRequest request, Answer answer) throws IOException {
    statuses.computeIfAbsent(answer.status(), _ -> new AtomicInteger()).incrementAndGet();
    if (answer.status() >= 500 && !OF_HTTP.contains(answer.status())) {
      throw new AssertionError("a failure of ours: " + answer);
    }
    if (answer.status() >= 400 && !request.method.equals("HEAD")) {
      var type = answer.header("content-type");
      var code =
          type.equals("application/json") && request.target.contains("/ofrep/")
              ? answer.json().path("errorCode")
              : answer.json().path("code");
      if (!code.isTextual() || !type.matches("application/(problem\\+)?json")) {
        throw new AssertionError("a refusal without a code: " + answer);
      }
    }
  }

  private static @Nullable RawConnection closed(@Nullable RawConnection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (IOException _) {
      // it was of no use any more
    }
    return null;
  }

  private static long heapBytes() {
    var least = Long.MAX_VALUE;
    for (var i = 0; i < 3; i++) {
      System.gc();
      var runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
