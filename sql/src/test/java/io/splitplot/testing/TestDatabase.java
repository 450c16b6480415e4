package io.splitplot.testing;

import io.splitplot.migrate.Migrate;
import io.splitplot.migrate.Migrate.Target;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A database of a test's own, copied from a template that is migrated once for each run. All are on
 * one embedded server, which starts with the first and stops with the process.
 */
public final class TestDatabase implements AutoCloseable {
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final TestServer server;
  private final String name;

  private TestDatabase(TestServer server, String name) {
    this.server = server;
    this.name = name;
  }

  /** A fresh primary, with the newest schema and nothing in it. */
  public static TestDatabase primary() {
    return copyOf(Target.PRIMARY);
  }

  /** A fresh warehouse, with the newest schema and nothing in it. */
  public static TestDatabase warehouse() {
    return copyOf(Target.WAREHOUSE);
  }

  /** A database with nothing in it, not even our schema. */
  public static TestDatabase empty() {
    var server = TestServer.running();
    var name = "test_" + COUNTER.incrementAndGet();
    server.run("create database " + name);
    return new TestDatabase(server, name);
  }

  private static TestDatabase copyOf(Target target) {
    var server = TestServer.running();
    var template = server.template(target);
    var name = "test_" + COUNTER.incrementAndGet();
    server.run("create database %s template %s".formatted(name, template));
    return new TestDatabase(server, name);
  }

  /** Connections as the superuser, who owns everything. */
  public DataSource dataSource() {
    return server.dataSource(name);
  }

  /** The JDBC address, without credentials. */
  public String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  public String user() {
    return server.user();
  }

  public String password() {
    return server.password();
  }

  /** Brings the database to the newest schema; needed after {@link #empty} only. */
  public int migrate(Target target) {
    return Migrate.run(dataSource(), target);
  }

  /** Runs statements, separated by semicolons, in one transaction. */
  public void run(String statements) {
    try (var connection = dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Drops the database, and cuts whoever is still connected to it. */
  @Override
  public void close() {
    server.run("drop database if exists %s with (force)".formatted(name));
  }
}
