package io.splitplot.simulation.ledger;

import io.splitplot.simulation.ledger.PlannedFact.Expected;
import io.splitplot.simulation.ledger.PlannedRequest.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * What will be sent and what will be done, all of it from a seed. The same shape gives the same
 * plan, byte for byte; what the machine makes of it differs.
 */
final class Plan {
  /** Randomised by user: of two facts about one user, both belong to the same variant. */
  static final String BY_USER = "ledger-user";

  /** Randomised by session. */
  static final String BY_SESSION = "ledger-session";

  /** How many users there are. */
  static final int USERS = 5_000;

  private static final int SHARED_SESSIONS = 50;
  private static final int FACTS_MAX = 8;
  private static final int MANY_FACTS_MAX = 300;
  private static final int LOOK_BACK = 200;
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final Duration HOLD_MIN = Duration.ofMillis(300);
  private static final Duration HOLD_MAX = Duration.ofSeconds(4);
  private static final Duration AGAIN_MAX = Duration.ofSeconds(30);

  /** Longer than a server waits for an answer of its database. */
  private static final Duration LONG_FREEZE = Duration.ofSeconds(17);

  private final Shape shape;

  /**
   * How large a run is.
   *
   * @param seconds how long requests are sent
   * @param rate requests a second
   * @param servers how many API servers there are
   * @param serverKills how often one of them is killed
   * @param databaseFaults how often something is done to a database
   * @param warehouseFaults how often something is done on the way to reports
   */
  record Shape(
      long seed,
      int seconds,
      int rate,
      int servers,
      int serverKills,
      int databaseFaults,
      int warehouseFaults) {
    int requests() {
      return seconds * rate;
    }

    Duration length() {
      return Duration.ofSeconds(seconds);
    }
  }

  Plan(Shape shape) {
    this.shape = shape;
  }

  Shape shape() {
    return shape;
  }

  /** The request of a number, from 0. */
  PlannedRequest request(int number) {
    var random = random(number, 0);
    var at =
        Duration.ofNanos(1_000_000_000L / shape.rate() * number).truncatedTo(ChronoUnit.MILLIS);
    var kind = kind(number);
    var again =
        random.nextInt(20) == 0
            ? Duration.ofMillis(random.nextLong(AGAIN_MAX.toMillis()))
            : Duration.ofMillis(-1);
    if (kind == Kind.ASSIGNMENT) {
      return new PlannedRequest(number, at, kind, List.of(), assignment(number, random), again);
    }
    var count = count(number);
    var facts = new ArrayList<PlannedFact>(count);
    for (var i = 0; i < count; i++) {
      facts.add(random.nextInt(50) == 0 ? earlier(number, i, random) : fact(number, i));
    }
    return new PlannedRequest(number, at, kind, facts, "", again);
  }

  /** The same for every caller, whatever was asked before. */
  private SplittableRandom random(long number, long item) {
    var mixed = new SplittableRandom(shape.seed()).nextLong() + number * 0x9E3779B97F4A7C15L;
    return new SplittableRandom(new SplittableRandom(mixed).nextLong() + item);
  }

  private Kind kind(int number) {
    var dice = random(number, -1).nextInt(100);
    return dice < 55 ? Kind.EVENTS : dice < 85 ? Kind.EXPOSURES : Kind.ASSIGNMENT;
  }

  private int count(int number) {
    var random = random(number, -2);
    return 1 + random.nextInt(random.nextInt(50) == 0 ? MANY_FACTS_MAX : FACTS_MAX);
  }

  private String assignment(int number, SplittableRandom random) {
    return "{\"unit\":{\"user\":\"%s\",\"session\":\"%s\"},\"expose\":true}"
        .formatted(user(random.nextInt(USERS)), PlannedRequest.sessionOfAssignment(number));
  }

  /** A fact that was reported before, or one of the same request: a duplicate on purpose. */
  private PlannedFact earlier(int number, int item, SplittableRandom random) {
    var from = random.nextInt(Math.max(0, number - LOOK_BACK), number + 1);
    if (from == number || kind(from) != kind(number)) {
      return fact(number, item == 0 ? 0 : random.nextInt(item));
    }
    return fact(from, random.nextInt(count(from)));
  }

  private PlannedFact fact(int number, int item) {
    var random = random(number, item + 1);
    return kind(number) == Kind.EXPOSURES ? exposure(random) : event(random);
  }

  private static PlannedFact exposure(SplittableRandom random) {
    var id = id(random);
    var user = random.nextInt(USERS);
    var dice = random.nextInt(200);
    var isShared = dice < 4;
    var experiment = random.nextInt(4) == 0 ? BY_SESSION : BY_USER;
    var expected = isShared ? Expected.EITHER : Expected.TAKEN;
    var variant = "";
    if (dice == 198) {
      experiment = "ledger-nowhere";
      expected = Expected.REFUSED;
    } else if (dice == 199) {
      variant = ",\"variant\":\"no-such-variant\"";
      expected = Expected.REFUSED;
    }
    var session =
        isShared
            ? "ledger-shared-" + random.nextInt(SHARED_SESSIONS)
            : "ledger-visit-%d-%d".formatted(user, random.nextInt(4));
    var json =
        "{\"id\":\"%s\",\"unit\":{\"user\":\"%s\",\"session\":\"%s\"},\"experiment\":\"%s\"%s"
            .formatted(id, user(user), session, experiment, variant);
    return new PlannedFact(id, expected, 1, json);
  }

  private static PlannedFact event(SplittableRandom random) {
    var id = id(random);
    var user = random.nextInt(USERS);
    var order = "o-" + random.nextInt(1_000_000);
    var amount = random.nextInt(1, 50_000);
    var dice = random.nextInt(100);
    var what =
        switch (dice / 20) {
          case 0, 1 -> "\"name\":\"page_view\"";
          case 2 -> "\"name\":\"add_to_cart\",\"value\":" + random.nextInt(1, 5);
          case 3 ->
              "\"name\":\"order\",\"order\":\"%s\",\"amount_minor\":%d,\"currency\":\"EUR\","
                      .formatted(order, amount)
                  + "\"lines\":[{\"sku\":\"a\",\"quantity\":1,\"amount_minor\":%d}]"
                      .formatted(amount);
          default ->
              "\"name\":\"return\",\"order\":\"%s\",\"amount_minor\":%d,\"currency\":\"%s\""
                  .formatted(order, amount, dice == 99 ? "eur" : "EUR");
        };
    var session = random.nextBoolean() ? ",\"session\":\"ledger-visit-%d-0\"".formatted(user) : "";
    var json =
        "{\"id\":\"%s\",\"unit\":{\"user\":\"%s\"%s},%s".formatted(id, user(user), session, what);
    return new PlannedFact(
        id, dice == 99 ? Expected.REFUSED : Expected.TAKEN, session.isEmpty() ? 1 : 2, json);
  }

  /** The id of a user. */
  static String user(int number) {
    return "ledger-user-" + number;
  }

  private static UUID id(SplittableRandom random) {
    var high = (random.nextLong() & ~0xF000L) | 0x4000L;
    var low = (random.nextLong() & (Long.MAX_VALUE >>> 1)) | Long.MIN_VALUE;
    return new UUID(high, low);
  }

  /** All faults, in order of time. Those of one set are planned apart from each other. */
  List<Fault> faults() {
    var random = random(0, Long.MIN_VALUE);
    var faults = new ArrayList<Fault>();
    var room = shape.length().minus(QUIET.multipliedBy(2)).toMillis();
    for (var i = 0; i < shape.serverKills(); i++) {
      var at = QUIET.plusMillis(random.nextLong(room));
      faults.add(
          new Fault(at, Fault.Kind.SERVER_KILL, Duration.ZERO, random.nextInt(shape.servers())));
    }
    addInTurn(faults, Fault.Kind.OF_DATABASES, shape.databaseFaults(), random);
    addInTurn(faults, Fault.Kind.OF_WAREHOUSE, shape.warehouseFaults(), random);
    faults.sort(Comparator.comparing(Fault::at));
    return faults;
  }

  /** Every kind of the set comes once before one comes again, in an order of chance. */
  private void addInTurn(
      List<Fault> faults, Set<Fault.Kind> set, int count, SplittableRandom random) {
    var kinds = new ArrayList<Fault.Kind>();
    var slot = shape.length().minus(QUIET.multipliedBy(2)).toMillis() / Math.max(1, count);
    for (var i = 0; i < count; i++) {
      if (kinds.isEmpty()) {
        kinds.addAll(set);
        Collections.shuffle(kinds, new Random(random.nextLong()));
      }
      var kind = kinds.removeLast();
      var at = QUIET.plusMillis(slot * i + random.nextLong(slot / 2));
      faults.add(new Fault(at, kind, hold(kind, random), 0));
    }
  }

  private static Duration hold(Fault.Kind kind, SplittableRandom random) {
    var isLong = random.nextInt(4) == 0;
    var millis = random.nextLong(HOLD_MIN.toMillis(), HOLD_MAX.toMillis());
    return kind == Fault.Kind.PRIMARY_FROZEN && isLong ? LONG_FREEZE : Duration.ofMillis(millis);
  }

  /** Stores faults and requests, a line each. */
  void write(Path file) throws IOException {
    try (var lines = Files.newBufferedWriter(file)) {
      for (var fault : faults()) {
        lines.write(
            "{\"fault\":\"%s\",\"at_ms\":%d,\"hold_ms\":%d,\"server\":%d}\n"
                .formatted(
                    fault.kind(), fault.at().toMillis(), fault.hold().toMillis(), fault.server()));
      }
      for (var number = 0; number < shape.requests(); number++) {
        lines.write(request(number).line());
      }
    }
  }
}
