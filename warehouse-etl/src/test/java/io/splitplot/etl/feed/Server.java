package io.splitplot.etl.feed;

import io.splitplot.embedded.EmbeddedPostgres;
import io.splitplot.embedded.Options;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server of a test, made from a folder of data or with a new one. */
interface Server extends AutoCloseable {
  int port();

  /** Of the superuser {@code postgres}. */
  String password();

  Path data();

  @Override
  void close();

  default PGSimpleDataSource dataSource(String database) {
    var dataSource = new PGSimpleDataSource();
    dataSource.setServerNames(new String[] {"127.0.0.1"});
    dataSource.setPortNumbers(new int[] {port()});
    dataSource.setDatabaseName(database);
    dataSource.setUser("postgres");
    dataSource.setPassword(password());
    return dataSource;
  }

  /** How a server is started. */
  interface Maker {
    Server start(Path data, Map<String, String> settings);
  }

  /** The version that is embedded. */
  static Server embedded(Path data, Map<String, String> settings) {
    var cache = Path.of(System.getProperty("java.io.tmpdir"), "splitplot-test-postgresql");
    var server = EmbeddedPostgres.start(Options.of(data, cache).withSettings(settings));
    return new Server() {
      @Override
      public int port() {
        return server.port();
      }

      @Override
      public String password() {
        return server.password();
      }

      @Override
      public Path data() {
        return server.dataDirectory();
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }

  /** The distribution's PostgreSQL 15, on which slots do not survive a failover. */
  final class Debian implements Server {
    private static final Path BINARIES =
        Path.of(
            Objects.requireNonNullElse(
                System.getenv("SPLITPLOT_TEST_POSTGRES"), "/usr/lib/postgresql/15/bin"));
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PASSWORD = "";

    private final Path data;
    private final int port;
    private final Process process;

    private Debian(Path data, int port, Process process) {
      this.data = data;
      this.port = port;
      this.process = process;
    }

    static boolean isInstalled() {
      return Files.isExecutable(BINARIES.resolve("postgres"));
    }

    static Server start(Path data, Map<String, String> settings) {
      try {
        run(List.of("chown", "nobody", data.resolveSibling("").toString()));
        if (Files.exists(data)) {
          run(List.of("chown", "-R", "nobody", data.toString()));
        } else {
          run(
              unprivileged(
                  List.of(
                      BINARIES.resolve("initdb").toString(),
                      "--pgdata=" + data,
                      "--username=postgres",
                      "--auth=trust",
                      "--encoding=UTF8",
                      "--locale=C",
                      "--no-sync")));
        }
        var port = freePort();
        // In the file, so that alter system wins over it.
        var file = new StringBuilder();
        file.append("listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\n");
        file.append("wal_level = logical\nport = ").append(port).append('\n');
        settings.forEach((name, value) ->
            file.append(name).append(" = '").append(value.replace("'", "''")).append("'\n"));
        Files.writeString(
            data.resolve("postgresql.conf"), file.toString(), StandardOpenOption.APPEND);
        var process =
            started(
                unprivileged(
                    List.of(BINARIES.resolve("postgres").toString(), "-D", data.toString())));
        var server = new Debian(data, port, process);
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(server::answers);
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private boolean answers() throws SQLException {
      try (Connection connection = dataSource("postgres").getConnection()) {
        return connection.isValid(1);
      }
    }

    private static int freePort() throws IOException {
      try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
        return socket.getLocalPort();
      }
    }

    /** The server refuses to run as root, and ends with us. */
    private static List<String> unprivileged(List<String> words) {
      var all =
          new ArrayList<>(
              System.getProperty("user.name").equals("root")
                  ? List.of(
                      "setpriv",
                      "--pdeathsig=INT",
                      "--reuid=nobody",
                      "--regid=nogroup",
                      "--clear-groups")
                  : List.of("setpriv", "--pdeathsig=INT"));
      all.addAll(words);
      return all;
    }

    private static void run(List<String> words) throws IOException {
      try {
        var process = started(words);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
          throw new IOException(words + " failed");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }

    private static Process started(List<String> words) throws IOException {
      return new ProcessBuilder(words)
          .directory(new File("/"))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    }

    @Override
    public int port() {
      return port;
    }

    @Override
    public String password() {
      return PASSWORD;
    }

    @Override
    public Path data() {
      return data;
    }

    @Override
    public void close() {
      try {
        run(List.of("kill", "-INT", Long.toString(process.pid())));
        process.waitFor(60, TimeUnit.SECONDS);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
