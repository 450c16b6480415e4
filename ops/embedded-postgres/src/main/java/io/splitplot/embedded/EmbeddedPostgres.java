package io.splitplot.embedded;

import io.splitplot.embedded.PostgresException.Code;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running PostgreSQL that belongs to this process: it stops by {@link #close}, and also when the
 * process ends without it, be it by kill -9.
 *
 * <p>It listens on 127.0.0.1 and on a socket in its data directory, wants a password from
 * everybody, and keeps its data from one start to the next.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  /** The name of the role that may do everything, in every embedded server. */
  public static final String SUPERUSER = DataDirectory.SUPERUSER;

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration FAST_STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration IMMEDIATE_STOP_LIMIT = Duration.ofSeconds(10);
  private static final int PORT_ATTEMPTS = 3;
  private static final String INVALID_PASSWORD = "28P01";

  private final DataDirectory directory;
  private final int port;
  private final String password;
  private final Process process;
  private final Watchdog watchdog;
  private final OwnerLock lock;

  private EmbeddedPostgres(
      DataDirectory directory,
      int port,
      String password,
      Process process,
      Watchdog watchdog,
      OwnerLock lock) {
    this.directory = directory;
    this.port = port;
    this.password = password;
    this.process = process;
    this.watchdog = watchdog;
    this.lock = lock;
  }

  /**
   * Starts the server, makes its data directory first if there is none, and returns when it takes
   * connections. A server that a killed process left in the directory is stopped before.
   *
   * @throws PostgresException when it cannot be started
   */
  public static EmbeddedPostgres start(Options options) {
    return start(options, RunAs.detect());
  }

  static EmbeddedPostgres start(Options options, RunAs runAs) {
    var binaries = Binaries.in(options.binariesCache());
    try {
      var parent = Files.createDirectories(options.dataDirectory().getParent()).toRealPath();
      runAs.requireAccess(parent);
      runAs.requireAccess(binaries.home());
      var path = parent.resolve(options.dataDirectory().getFileName());
      return start(options, new DataDirectory(path, binaries, runAs));
    } catch (IOException e) {
      throw new PostgresException(
          Code.FILE_SYSTEM, "cannot use " + options.dataDirectory() + ": " + e, e);
    }
  }

  private static EmbeddedPostgres start(Options options, DataDirectory directory)
      throws IOException {
    var lock = OwnerLock.take(directory.path());
    try {
      ServerProcesses.stopLeftover(directory);
      directory.prepare();
      for (var attempt = 1; ; attempt++) {
        try {
          return launch(options, directory, lock);
        } catch (PostgresException e) {
          // Somebody took the free port between our look and the server's.
          if (e.code() != Code.PORT_TAKEN || options.port() != 0 || attempt == PORT_ATTEMPTS) {
            throw e;
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static EmbeddedPostgres launch(Options options, DataDirectory directory, OwnerLock lock)
      throws IOException {
    var port = choosePort(options, directory);
    directory.writeSettings(options, port);
    var password = directory.password();
    var process = startProcess(directory);
    try {
      var watchdog = watchedUntilReady(process, directory, port, password);
      LOG.info("PostgreSQL runs on 127.0.0.1:{} with its data in {}", port, directory.path());
      return new EmbeddedPostgres(directory, port, password, process, watchdog, lock);
    } catch (IOException | RuntimeException e) {
      stop(process, directory.path());
      throw e;
    }
  }

  private static Watchdog watchedUntilReady(
      Process process, DataDirectory directory, int port, String password) throws IOException {
    var watchdog = Watchdog.over(process.pid(), directory.path());
    try {
      awaitReady(process, directory, port);
      requireIdentity(directory, port, password);
      return watchdog;
    } catch (IOException | RuntimeException e) {
      watchdog.close();
      throw e;
    }
  }

  private static int choosePort(Options options, DataDirectory directory) throws IOException {
    if (options.port() == 0) {
      var last = directory.lastPort();
      return last != 0 && Ports.isFree(last) ? last : Ports.anyFree();
    }
    if (!Ports.isFree(options.port())) {
      throw portTaken(options.port());
    }
    return options.port();
  }

  private static PostgresException portTaken(int port) {
    return new PostgresException(
        Code.PORT_TAKEN,
        "another program uses port "
            + port
            + " of 127.0.0.1. Stop that program, or choose another port (0: any free one).");
  }

  private static Process startProcess(DataDirectory directory) throws IOException {
    // A session of its own: Ctrl-C on the terminal must not stop the server before its clients.
    var words =
        List.of(directory.binaries().program("postgres"), "-D", directory.path().toString());
    var command = new ArrayList<>(List.of("setsid"));
    command.addAll(directory.runAs().command(words));
    return Command.of(command)
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(Redirect.to(directory.beginLog().toFile()))
        .start();
  }

  private static void awaitReady(Process process, DataDirectory directory, int port)
      throws IOException {
    var ended =
        ServerProcesses.await(
            () -> !process.isAlive() || directory.isReady(process.pid()), START_LIMIT);
    if (ended && process.isAlive()) {
      return;
    }
    var lines = directory.lastLogLines();
    if (lines.contains("Address already in use")) {
      throw portTaken(port);
    }
    throw new PostgresException(
        Code.START_FAILED,
        "PostgreSQL "
            + (ended ? "ended while it started" : "was not ready within " + START_LIMIT)
            + "; the last lines of "
            + directory.path().resolve("server.log")
            + ":\n"
            + lines);
  }

  /** Refuses a server that is not ours: what answers on the port must have our data. */
  static void requireIdentity(DataDirectory directory, int port, String password)
      throws IOException {
    var query =
        """
        select current_setting('data_directory'), system_identifier
        from pg_catalog.pg_control_system()
        """;
    var url = jdbcUrl(port, "postgres") + "?connectTimeout=10&socketTimeout=30";
    try (var connection = DriverManager.getConnection(url, DataDirectory.SUPERUSER, password);
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      var shown = Path.of(row.getString(1));
      if (row.getLong(2) != directory.systemIdentifier()
          || !Files.isSameFile(shown, directory.path())) {
        throw wrongServer(port, "has its data in " + shown + ", not in " + directory.path(), null);
      }
    } catch (SQLException e) {
      throw INVALID_PASSWORD.equals(e.getSQLState())
          ? wrongServer(port, "refuses the password in " + directory.passwordFile(), e)
          : wrongServer(port, "does not answer as PostgreSQL: " + e.getMessage(), e);
    }
  }

  private static PostgresException wrongServer(int port, String why, @Nullable Throwable cause) {
    return new PostgresException(
        Code.WRONG_SERVER, "what listens on port " + port + " of 127.0.0.1 " + why, cause);
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** The name of the role that may do everything. */
  public String superuser() {
    return SUPERUSER;
  }

  /**
   * The superuser's password of a server that another process runs.
   *
   * @throws PostgresException when there is none, or it is not ours to read
   */
  public static String passwordOf(Path dataDirectory) {
    try {
      return Files.readString(DataDirectory.passwordFile(dataDirectory)).strip();
    } catch (IOException e) {
      throw new PostgresException(
          Code.PASSWORD_LOST,
          "the superuser's password of " + dataDirectory + " cannot be read: " + e,
          e);
    }
  }

  /** The superuser's password; also in the file beside the data directory. */
  public String password() {
    return password;
  }

  /** The JDBC address of a database of this server, without user and password. */
  public String jdbcUrl(String database) {
    return jdbcUrl(port, database);
  }

  private static String jdbcUrl(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s"
        .formatted(port, URLEncoder.encode(database, StandardCharsets.UTF_8));
  }

  /** Where the data live. */
  public Path dataDirectory() {
    return directory.path();
  }

  /** The server's process number. */
  public long pid() {
    return process.pid();
  }

  /** Ends all sessions and stops the server; what was committed stays. May be called again. */
  @Override
  public void close() {
    try (lock;
        watchdog) {
      stop(process, directory.path());
    } catch (IOException e) {
      throw new PostgresException(
          Code.FILE_SYSTEM, "cannot let go of " + dataDirectory() + ": " + e, e);
    }
  }

  private static void stop(Process process, Path path) {
    try {
      if (ends(process, "INT", FAST_STOP_LIMIT)) {
        return;
      }
      LOG.warn("PostgreSQL in {} does not stop; stopping it at once, it will recover", path);
      if (!ends(process, "QUIT", IMMEDIATE_STOP_LIMIT)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      throw Command.interrupted(e); // the watchdog waits for the end
    }
  }

  private static boolean ends(Process process, String signal, Duration limit)
      throws InterruptedException {
    if (process.isAlive()) {
      ServerProcesses.signal(signal, process.pid());
    }
    return process.waitFor(limit);
  }
}
