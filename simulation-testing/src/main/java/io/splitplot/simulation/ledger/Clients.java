package io.splitplot.simulation.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.simulation.ledger.PlannedRequest.Kind;
import io.splitplot.simulation.system.HttpAnswer;
import io.splitplot.simulation.system.HttpConnection;
import io.splitplot.simulation.system.SplitplotServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Send what is planned, each request until it has an answer that says what became of it: at any
 * server, after a random pause, with the same ids. Some are sent again long after that.
 */
final class Clients {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(25);
  private static final long RETRY_MILLIS_MIN = 20;
  private static final long FIRST_RETRY_MILLIS_MAX = 400;
  private static final int DOUBLINGS_MAX = 5;
  private static final Duration POLL = Duration.ofMillis(100);

  private final Plan plan;
  private final List<SplitplotServer> servers;
  private final String key;
  private final Ledger ledger;
  private final Instant start;
  private final long startNanos = System.nanoTime();
  private final DelayQueue<Turn> turns = new DelayQueue<>();
  private final AtomicInteger unresolved;
  private final Map<String, String> variants = new ConcurrentHashMap<>();
  private volatile boolean isOver;

  /** A request whose time comes, after so many attempts; a repeat has had its answer. */
  private record Turn(PlannedRequest request, int attempts, long dueNanos, boolean isRepeat)
      implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  /** The facts of the plan are dated from {@code start}. */
  Clients(Plan plan, List<SplitplotServer> servers, String key, Ledger ledger, Instant start) {
    this.plan = plan;
    this.servers = servers;
    this.key = key;
    this.ledger = ledger;
    this.start = start;
    this.unresolved = new AtomicInteger(plan.shape().requests());
  }

  /** Sends the whole plan with so many clients; gives false when some requests stayed open. */
  boolean run(int clients, Duration patience) throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < clients; i++) {
      var seed = plan.shape().seed() + i;
      threads.add(Thread.ofVirtual().name("client " + i).start(() -> work(seed)));
    }
    for (var number = 0; number < plan.shape().requests(); number++) {
      var request = plan.request(number);
      var due = startNanos + request.at().toNanos();
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      turns.add(new Turn(request, 0, due, false));
    }
    var deadline = System.nanoTime() + patience.toNanos();
    while ((unresolved.get() > 0 || !turns.isEmpty()) && System.nanoTime() - deadline < 0) {
      Thread.sleep(POLL);
    }
    isOver = true;
    for (var thread : threads) {
      thread.join();
    }
    return unresolved.get() == 0;
  }

  int unresolved() {
    return unresolved.get();
  }

  /** What clients were told: by experiment and unit, the variant. */
  Map<String, String> variants() {
    return variants;
  }

  private void work(long seed) {
    var random = new SplittableRandom(seed);
    var connections =
        servers.stream().map(it -> new HttpConnection(it.address(), ANSWER_MAX)).toList();
    try {
      while (!isOver) {
        var turn = turns.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        if (turn != null) {
          take(turn, connections, random);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      connections.forEach(HttpConnection::close);
    }
  }

  private void take(Turn turn, List<HttpConnection> connections, SplittableRandom random) {
    var request = turn.request();
    var isResolved = attempt(request, random.nextInt(connections.size()), connections);
    if (turn.isRepeat()) {
      return;
    }
    if (!isResolved) {
      var doublings = Math.min(turn.attempts(), DOUBLINGS_MAX);
      var pause = random.nextLong(RETRY_MILLIS_MIN, FIRST_RETRY_MILLIS_MAX << doublings);
      later(request, turn.attempts() + 1, Duration.ofMillis(pause), false);
      return;
    }
    unresolved.decrementAndGet();
    if (!request.again().isNegative()) {
      later(request, turn.attempts() + 1, request.again(), true);
    }
  }

  private void later(PlannedRequest request, int attempts, Duration pause, boolean isRepeat) {
    turns.add(new Turn(request, attempts, System.nanoTime() + pause.toNanos(), isRepeat));
  }

  /** Gives true when the answer says what became of the request. */
  private boolean attempt(PlannedRequest request, int server, List<HttpConnection> connections) {
    var body = request.body(start).getBytes(StandardCharsets.UTF_8);
    if (request.kind() == Kind.ASSIGNMENT) {
      ledger.asking(request);
    }
    var sentAt = System.nanoTime();
    try {
      var answer = connections.get(server).post(request.kind().path(), key, body);
      var took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sentAt);
      ledger.attempted(request, server, took, answer.status(), null);
      return read(request, answer);
    } catch (IOException e) {
      var took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sentAt);
      ledger.attempted(request, server, took, 0, e.toString());
      return false;
    }
  }

  private boolean read(PlannedRequest request, HttpAnswer answer) throws IOException {
    if (!answer.isSuccess()) {
      if (answer.status() != 503 && answer.status() != 429) {
        ledger.surprised(
            "request %d was answered with %d: %s"
                .formatted(request.number(), answer.status(), answer.text()));
      }
      return false;
    }
    if (request.kind() == Kind.ASSIGNMENT) {
      readAssignments(request, answer.json());
    } else {
      ledger.told(request, readFacts(request, answer.json()));
    }
    return true;
  }

  private byte[] readFacts(PlannedRequest request, JsonNode answer) {
    var saying = new byte[request.facts().size()];
    Arrays.fill(saying, Ledger.ACKNOWLEDGED);
    for (var rejected : answer.path("rejected")) {
      saying[rejected.path("index").asInt()] = Ledger.REFUSED;
    }
    var counted =
        answer.path("accepted").asInt()
            + answer.path("duplicate").asInt()
            + answer.path("rejected").size();
    if (counted != saying.length) {
      ledger.surprised(
          "request %d has %d facts, its answer counts %d: %s"
              .formatted(request.number(), saying.length, counted, answer));
    }
    return saying;
  }

  private void readAssignments(PlannedRequest request, JsonNode answer) {
    var units = new HashMap<String, String>();
    units.put(Plan.BY_USER, request.subject().replaceFirst(".*\"user\":\"([^\"]*)\".*", "$1"));
    units.put(Plan.BY_SESSION, PlannedRequest.sessionOfAssignment(request.number()));
    for (var assignment : answer.path("assignments")) {
      var experiment = assignment.path("experiment").asText();
      var variant = Optional.ofNullable(assignment.path("variant").textValue());
      if (variant.isPresent()) {
        var unit = experiment + " " + units.get(experiment);
        var known = variants.putIfAbsent(unit, variant.get());
        if (known != null && !known.equals(variant.get())) {
          ledger.surprised("%s was told %s, then %s".formatted(unit, known, variant.get()));
        }
        if (assignment.path("exposed").asBoolean()) {
          ledger.exposed(request, experiment);
        }
      }
    }
  }
}
