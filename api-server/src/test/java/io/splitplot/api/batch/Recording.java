package io.splitplot.api.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.splitplot.api.Relay;
import io.splitplot.api.database.Database;
import io.splitplot.api.database.DatabaseSettings;
import io.splitplot.api.json.Json;
import io.splitplot.api.spool.Spool;
import io.splitplot.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** A recorder on a database of its own, without a server around it. */
final class Recording implements AutoCloseable {
  private final TestDatabase primary = TestDatabase.primary();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final IngestSettings settings;
  private final Optional<Path> folder;
  private final Relay relay = new Relay();
  private Optional<Spool> spool = Optional.empty();
  private Database database;
  private FactRecorder recorder;
  private @Nullable Connection lock;

  /** Without a spool. */
  Recording(IngestSettings settings) {
    this(settings, Optional.empty());
  }

  Recording(IngestSettings settings, Optional<Path> folder) {
    this.settings = settings;
    this.folder = folder;
    var address = Objects.requireNonNull(Driver.parseURL(primary.jdbcUrl(), new Properties()));
    relay.passTo(Integer.parseInt(String.valueOf(PGProperty.PG_PORT.getOrDefault(address))));
    start();
  }

  private static String name(Properties address) {
    return String.valueOf(PGProperty.PG_DBNAME.getOrDefault(address));
  }

  /** Starts it again, as a server does. */
  void start() {
    var address = Objects.requireNonNull(Driver.parseURL(primary.jdbcUrl(), new Properties()));
    var url = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(relay.port(), name(address));
    var usual = DatabaseSettings.primary(url, primary.user(), primary.password());
    database = new Database("facts", usual.forFacts(settings.storeMax()), meters);
    spool =
        folder.map(it ->
            Spool.open(
                it,
                Fact.labels(),
                settings.spoolBytes(),
                settings.spoolAge(),
                InstantSource.system()));
    recorder = new FactRecorder(database, settings, spool, meters, InstantSource.system());
    recorder.start();
  }

  /** Ends it, as a server does that is closed. */
  void stop() {
    recorder.close();
    spool.ifPresent(Spool::close);
    database.close();
  }

  /** What is between the recorder and the primary. */
  Relay relay() {
    return relay;
  }

  Spool spool() {
    return spool.orElseThrow();
  }

  static IngestSettings settings() {
    return IngestSettings.usual();
  }

  FactRecorder recorder() {
    return recorder;
  }

  TestDatabase primary() {
    return primary;
  }

  MeterRegistry meters() {
    return meters;
  }

  Recorded events(ObjectNode... items) {
    return recorder.record(Fact.EVENT, Json.array().addAll(List.of(items)));
  }

  /** An event with an index in its request. */
  static ObjectNode event(int index, UUID id) {
    return Json.object()
        .put("index", index)
        .put("id", id.toString())
        .put("name", "view")
        .put("occurred_at", Instant.now().toString())
        .set("units", Json.object().put("user", "u" + id));
  }

  /** An event that SQL refuses. */
  static ObjectNode wrong(int index, UUID id) {
    return event(index, id).set("units", Json.object().put("planet", "earth"));
  }

  static ArrayNode batch(ObjectNode... items) {
    return Json.array().addAll(List.of(items));
  }

  String value(String query) {
    try (var connection = primary.dataSource().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** From now on every statement about events waits. */
  void lockEvents() {
    try {
      lock = primary.dataSource().getConnection();
      lock.setAutoCommit(false);
      try (var statement = lock.createStatement()) {
        statement.execute("lock table splitplot.event in access exclusive mode");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void unlockEvents() {
    try {
      Objects.requireNonNull(lock).close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stop();
    relay.close();
    primary.close();
  }
}
