package io.splitplot.api.ramp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.splitplot.api.database.Database;
import io.splitplot.api.json.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the running ramps again and again, on a thread of its own.
 *
 * <p>It decides nothing: it carries what the warehouse knows to {@code splitplot.judge_ramp}, which
 * decides, and acts in the same transaction. Of all servers the one that has the advisory lock
 * looks; the lock belongs to its connection, so a server that dies leaves it to the next. Should
 * two look at once all the same, the database lets one act.
 */
public final class RampWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RampWorker.class);
  private static final Duration CLOSING_TIME_MAX = Duration.ofSeconds(10);

  /** Who the audit log says it was. */
  private static final String ACTOR = "ramp-worker";

  private static final String LOCK = "select pg_try_advisory_lock(hashtext('splitplot.ramp'))";
  private static final String UNLOCK = "select pg_advisory_unlock(hashtext('splitplot.ramp'))";
  private static final String DUE =
      "select experiment, to_json(guardrails) from splitplot.ramps_due()";
  private static final String EVIDENCE =
      """
      select report.ramp_evidence(?, array(select jsonb_array_elements_text(?::jsonb)))
      """;
  private static final String SIGN = "select set_config('splitplot.actor', ?, true)";
  private static final String JUDGE =
      "select action, to_step, why from splitplot.judge_ramp(?, ?::jsonb)";

  private final Database primary;
  private final Database warehouse;
  private final Duration interval;
  private final Map<String, Counter> looks;
  private final Counter failures;
  private final AtomicInteger due = new AtomicInteger();
  private final Thread thread = Thread.ofPlatform().name("ramps").daemon().unstarted(this::run);
  private volatile boolean closed;

  /** A ramp to look at; the metrics of its guardrails as a JSON array. */
  private record Due(String experiment, String guardrails) {}

  /**
   * A worker that is not started yet.
   *
   * @param interval how long it waits between two looks
   */
  public RampWorker(Database primary, Database warehouse, MeterRegistry meters, Duration interval) {
    this.primary = primary;
    this.warehouse = warehouse;
    this.interval = interval;
    this.looks =
        Stream.of("wait", "advance", "hold", "roll_back", "pause", "finish", "none")
            .collect(Collectors.toMap(Function.identity(), action -> counter(meters, action)));
    this.failures =
        Counter.builder("splitplot.ramp.failures")
            .description("Looks at ramps that failed")
            .register(meters);
    Gauge.builder("splitplot.ramp.due", due, AtomicInteger::get)
        .description("Ramps that run, of which this server was the one to look at them; else 0")
        .register(meters);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** Stops, and waits for the look that goes on, up to a limit. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(CLOSING_TIME_MAX);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Counter counter(MeterRegistry meters, String action) {
    return Counter.builder("splitplot.ramp.looks")
        .description("Looks at ramps, by what followed")
        .tag("action", action)
        .register(meters);
  }

  private void run() {
    while (!closed) {
      attempt("the running ramps", this::look);
      try {
        Thread.sleep(interval);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt(); // closing
      }
    }
  }

  private void look() {
    primary.read(connection -> {
      if (isTrue(connection, LOCK)) {
        try {
          lookAt(due(connection));
        } finally {
          isTrue(connection, UNLOCK);
        }
      } else {
        due.set(0); // another server looks
      }
      return connection;
    });
  }

  private void lookAt(List<Due> ramps) {
    due.set(ramps.size());
    for (var ramp : ramps) {
      attempt("the ramp of experiment " + ramp.experiment(), () -> judge(ramp));
    }
  }

  /** What fails is tried again at the next look. */
  private void attempt(String what, Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      if (!closed) {
        failures.increment();
        log.warn("cannot look at {}; trying again", what, e);
      }
    }
  }

  private void judge(Due ramp) {
    var evidence = evidence(ramp);
    primary.transaction(connection -> {
      try (var sign = connection.prepareStatement(SIGN);
          var judge = connection.prepareStatement(JUDGE)) {
        sign.setString(1, ACTOR);
        sign.execute();
        judge.setString(1, ramp.experiment());
        judge.setString(2, evidence);
        try (var row = judge.executeQuery()) {
          row.next();
          told(ramp, row.getString("action"), row.getInt("to_step"), row.getString("why"));
        }
      }
      return ramp;
    });
  }

  private void told(Due ramp, String action, int step, String why) {
    var counter = looks.get(action);
    if (counter != null) {
      counter.increment();
    }
    if (!action.equals("wait") && !action.equals("none")) {
      log.info("ramp of experiment {}: {}, step {}: {}", ramp.experiment(), action, step, why);
    }
  }

  /** What the warehouse knows, or why it does not say: then the ramp waits. */
  private String evidence(Due ramp) {
    try {
      return warehouse.read(connection -> {
        try (var statement = connection.prepareStatement(EVIDENCE)) {
          statement.setString(1, ramp.experiment());
          statement.setString(2, ramp.guardrails());
          try (var row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
          }
        }
      });
    } catch (RuntimeException e) {
      failures.increment();
      log.warn("the warehouse gives no evidence about experiment {}: {}", ramp.experiment(), e);
      return Json.write(Json.object().put("problem", String.valueOf(e.getMessage())));
    }
  }

  private static List<Due> due(Connection connection) throws SQLException {
    var ramps = new ArrayList<Due>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(DUE)) {
      while (row.next()) {
        ramps.add(new Due(row.getString(1), row.getString(2)));
      }
    }
    return ramps;
  }

  private static boolean isTrue(Connection connection, String question) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(question)) {
      return row.next() && row.getBoolean(1);
    }
  }
}
