package io.splitplot.testing;

import io.splitplot.embedded.EmbeddedPostgres;
import io.splitplot.embedded.Options;
import io.splitplot.migrate.Migrate;
import io.splitplot.migrate.Migrate.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The one embedded server of a test run, and its templates. */
final class TestServer {
  private static @Nullable TestServer running;

  private final EmbeddedPostgres postgres;
  private final Map<Target, String> templates = new EnumMap<>(Target.class);

  private TestServer(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  static synchronized TestServer running() {
    if (running == null) {
      running = start();
    }
    return running;
  }

  private static TestServer start() {
    // A folder that an unprivileged server process can reach, unlike a home directory.
    var cache = Path.of(System.getProperty("java.io.tmpdir"), "splitplot-test-postgresql");
    try {
      var folder = Files.createTempDirectory("splitplot-test-");
      // Speed: a test's data need not survive a power cut.
      var settings = Map.of("fsync", "off", "max_connections", "200");
      var postgres =
          EmbeddedPostgres.start(Options.of(folder.resolve("data"), cache).withSettings(settings));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres, folder)));
      return new TestServer(postgres);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(EmbeddedPostgres postgres, Path folder) {
    postgres.close();
    try (var files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized String template(Target target) {
    return templates.computeIfAbsent(target, this::makeTemplate);
  }

  private String makeTemplate(Target target) {
    var name = "template_" + target.name().toLowerCase(Locale.ROOT);
    run("create database " + name);
    Migrate.run(dataSource(name), target);
    return name;
  }

  DataSource dataSource(String database) {
    var dataSource = new PGSimpleDataSource();
    dataSource.setUrl(jdbcUrl(database));
    dataSource.setUser(user());
    dataSource.setPassword(password());
    return dataSource;
  }

  String jdbcUrl(String database) {
    return postgres.jdbcUrl(database);
  }

  String user() {
    return postgres.superuser();
  }

  String password() {
    return postgres.password();
  }

  void run(String statement) {
    try (var connection = dataSource("postgres").getConnection();
        var running = connection.createStatement()) {
      running.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
