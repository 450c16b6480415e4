package io.splitplot.simulation.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of the test's own, started again whenever it ends, that can be hurt.
 *
 * <p>It answers on the loopback address to the superuser {@code postgres}, without a password. Its
 * standby takes over under the same address, as behind a virtual one.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofMinutes(1);
  private static final String DATABASE = "splitplot";
  private static final String ANY_PASSWORD = "unused";

  private final String name;
  private final Path binaries;
  private final Path folder;
  private final int port;
  private final Path log;
  private volatile Supervised postmaster;
  private @Nullable Standby standby;
  private int standbys;

  /**
   * Makes a cluster below a folder, with a database for Splitplot, and starts it.
   *
   * @param binaries the folder of initdb and postgres
   * @param disks where the server's log and its tables are to lie
   */
  public PostgresServer(String name, Path binaries, Path folder, Disks disks)
      throws InterruptedException {
    this.name = name;
    this.binaries = binaries;
    this.folder = folder;
    this.port = freePort();
    this.log = folder.resolve("server.log");
    create(disks);
    postmaster = started(folder.resolve("data"), port);
    awaitAnswer();
    makeDatabase(disks);
  }

  private Supervised started(Path data, int port) {
    var command = unprivileged();
    command.addAll(
        List.of(
            binaries.resolve("postgres").toString(),
            "-D",
            data.toString(),
            "-p",
            Integer.toString(port),
            "-k",
            folder.toString()));
    settings().forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
    return new Supervised(name, new ProcessBuilder(command), log);
  }

  /** A copy that follows, and the port on which it can be asked meanwhile. */
  private record Standby(Path data, int port, Supervised postmaster) {}

  /**
   * Where a server keeps what.
   *
   * @param log the write-ahead log
   * @param tables the tables of Splitplot's database
   */
  public record Disks(Path log, Path tables) {}

  private static Map<String, String> settings() {
    return Map.of(
        "listen_addresses", "127.0.0.1",
        "wal_level", "logical",
        "max_connections", "100",
        "shared_buffers", "64MB",
        "max_wal_size", "128MB",
        "wal_keep_size", "512MB",
        "jit", "off",
        "timezone", "UTC");
  }

  private void create(Disks disks) throws InterruptedException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (var place : List.of(folder, disks.log(), disks.tables())) {
      giveAway(place);
    }
    var command = unprivileged();
    command.addAll(
        List.of(
            binaries.resolve("initdb").toString(),
            "--pgdata=" + folder.resolve("data"),
            "--waldir=" + disks.log().resolve("wal"),
            "--wal-segsize=4",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C"));
    Commands.run(command, Map.of("LC_ALL", "C"));
  }

  /** PostgreSQL refuses to run as root. */
  private static List<String> unprivileged() {
    return isRoot()
        ? new ArrayList<>(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"))
        : new ArrayList<>();
  }

  private static void giveAway(Path place) throws InterruptedException {
    if (isRoot()) {
      Commands.run(List.of("chown", "nobody:nogroup", place.toString()), Map.of());
    }
  }

  /** Whether this program may mount disks and must not run servers as itself. */
  public static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private void makeDatabase(Disks disks) throws InterruptedException {
    var tables = disks.tables().resolve("tables");
    try {
      Files.createDirectories(tables);
      giveAway(tables);
      try (var connection = connect(port, "postgres");
          var statement = connection.createStatement()) {
        statement.execute("create tablespace facts location '%s'".formatted(tables));
        statement.execute("create database %s tablespace facts".formatted(DATABASE));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot prepare the %s: %s".formatted(name, e), e);
    }
  }

  /**
   * Gives the server a standby that has all that is acknowledged from now on: commits wait for it.
   * Under its name: any ("*") would also be whoever reads a slot, such as the warehouse.
   */
  public void makeStandby() throws InterruptedException {
    standbys++;
    var data = folder.resolve("standby-" + standbys);
    copyTo(data);
    var standbyPort = freePort();
    standby = new Standby(data, standbyPort, started(data, standbyPort));
    var deadline = System.nanoTime() + START_MAX.toNanos();
    while (!isTrue("select exists (select from pg_stat_replication where state = 'streaming')")) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("the standby of the %s does not follow".formatted(name));
      }
      Thread.sleep(50);
    }
    attempt("alter system set synchronous_standby_names = walreceiver");
    attempt("select pg_reload_conf()");
    while (!isTrue("select exists (select from pg_stat_replication where sync_state = 'sync')")) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("commits of the %s wait for no standby".formatted(name));
      }
      Thread.sleep(20);
    }
    // It returns when the standby has it, and with it all that came before.
    attempt("select pg_logical_emit_message(true, 'ledger', 'the standby has all')");
  }

  private void copyTo(Path data) throws InterruptedException {
    var command = unprivileged();
    command.addAll(
        List.of(
            binaries.resolve("pg_basebackup").toString(),
            "--pgdata=" + data,
            "--host=127.0.0.1",
            "--port=" + port,
            "--username=postgres",
            "--checkpoint=fast",
            "--no-sync",
            "--write-recovery-conf"));
    for (var place : texts("select pg_tablespace_location(oid) from pg_tablespace")) {
      if (!place.isEmpty()) {
        command.add("--tablespace-mapping=%s=%s-tables".formatted(place, data));
      }
    }
    Commands.run(command, Map.of());
  }

  /**
   * The server is killed for good and its standby takes over, on the same port. Before that the
   * standby hears nothing for a while: what is committed then is lost, and was acknowledged to
   * nobody.
   */
  public void failOver(Duration cut) throws InterruptedException {
    var next = Objects.requireNonNull(standby, "no standby was made");
    attempt(next.port(), "alter system set primary_conninfo = ''");
    attempt(next.port(), "select pg_reload_conf()");
    Thread.sleep(cut);
    postmaster.close();
    attempt(next.port(), "select pg_promote(true, 30)");
    next.postmaster().hold(true);
    next.postmaster().signal("INT");
    next.postmaster().awaitEnd(START_MAX);
    next.postmaster().close();
    postmaster = started(next.data(), port);
    standby = null;
    awaitAnswer();
  }

  private boolean isTrue(String query) {
    return texts(query).equals(List.of("t"));
  }

  /** A query's first column; nothing when the server is away. */
  private List<String> texts(String query) {
    var texts = new ArrayList<String>();
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    } catch (SQLException _) {
      // Faults meet each other: there is nothing to ask just now.
    }
    return texts;
  }

  /** The settings that point Splitplot to this server. */
  public Map<String, String> environment() {
    var prefix = "SPLITPLOT_" + name.toUpperCase(Locale.ROOT);
    return Map.of(
        prefix + "_URL",
        url(port, DATABASE),
        prefix + "_USER",
        "postgres",
        prefix + "_PASSWORD",
        ANY_PASSWORD);
  }

  private static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  /** A connection to Splitplot's database, which can write even while the server is read only. */
  public Connection connect() throws SQLException {
    return connect(port, DATABASE);
  }

  private static Connection connect(int port, String database) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", "postgres");
    properties.setProperty("ApplicationName", "ledger");
    properties.setProperty("options", "-c default_transaction_read_only=off");
    properties.setProperty("connectTimeout", "5");
    return DriverManager.getConnection(url(port, database), properties);
  }

  /** Waits until it takes connections. */
  public void awaitAnswer() throws InterruptedException {
    var deadline = System.nanoTime() + START_MAX.toNanos();
    while (true) {
      try (var _ = connect(port, "postgres")) {
        return;
      } catch (SQLException e) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException("the %s does not start, see %s".formatted(name, log), e);
        }
        Thread.sleep(50);
      }
    }
  }

  /** Kills the postmaster with SIGKILL; its children notice and end. It is started again. */
  public void kill() {
    postmaster.kill();
  }

  /** Sends the postmaster a signal: INT stops it fast, QUIT at once, without a checkpoint. */
  public void signal(String signal) throws InterruptedException {
    postmaster.signal(signal);
  }

  /** Waits until it has ended, at most for so long. */
  public void awaitEnd(Duration limit) throws InterruptedException {
    if (!postmaster.awaitEnd(limit)) {
      kill();
    }
  }

  /** Kills one of the processes that serve clients; the postmaster then resets all others. */
  public void killBackend() throws InterruptedException {
    killOne("backend_type = 'client backend' and application_name <> 'ledger'");
  }

  /** Kills the process that applies a subscription, unless there is none; all others are reset. */
  public boolean killApplyWorker() throws InterruptedException {
    return killOne(
        "backend_type in ('logical replication worker', 'logical replication apply worker')");
  }

  private boolean killOne(String condition) throws InterruptedException {
    var pids = texts("select pid from pg_stat_activity where %s limit 1".formatted(condition));
    Commands.signal("KILL", pids.stream().map(Long::valueOf).toList());
    return !pids.isEmpty();
  }

  /** Keeps it from being started again, or allows that. */
  public void hold(boolean holds) {
    postmaster.hold(holds);
  }

  /** Stops the postmaster and all its children where they are, or lets them go on. */
  public void freeze(boolean freezes) throws InterruptedException {
    var running = postmaster.running();
    if (running.isPresent()) {
      var pids = new ArrayList<>(List.of(running.get().pid()));
      running.get().descendants().map(ProcessHandle::pid).forEach(pids::add);
      Commands.signal(freezes ? "STOP" : "CONT", pids);
    }
  }

  /** Runs a statement; when the server is away it is not run. */
  public void attempt(String statement) {
    attempt(port, statement);
  }

  private static void attempt(int port, String statement) {
    try (var connection = connect(port, DATABASE);
        var run = connection.createStatement()) {
      run.execute(statement);
    } catch (SQLException _) {
      // Faults meet each other: there is nothing to hurt just now.
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (standby != null) {
      standby.postmaster().close();
    }
    postmaster.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
