package io.splitplot.etl.feed;

import io.splitplot.migrate.Migrate;
import io.splitplot.migrate.Migrate.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A primary, with our schema in the database {@code splitplot}, and a physical standby that follows
 * it asynchronously and takes its place; servers of their own.
 */
final class Cluster implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String DATABASE = "splitplot";
  private static final String REPLICATOR = "replicator";
  private static final String PASSWORD = "it's secret";

  private static final String EXPERIMENT =
      """
      insert into splitplot.experiment (key, unit_type_id, assignment, method)
      values ('mail', 1, 'external', '{"kind": "fixed_horizon", "alpha": 0.05}');
      insert into splitplot.variant (experiment_id, key, position, is_control)
      values (1, 'none', 1, true), (1, 'letter', 2, false);
      insert into splitplot.phase (experiment_id, number, traffic_ppm) values (1, 1, 1000000);
      insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm)
      values (1, 1, 1, 500000), (1, 2, 1, 500000);
      insert into splitplot.metric (key, kind, event) values ('spend', 'mean', 'spend');
      insert into splitplot.experiment_metric values (1, 1, 'primary');
      select splitplot.start_experiment('mail');
      """;

  /** Speed: the data need not survive a power cut. */
  private static final Map<String, String> SETTINGS =
      Map.of("fsync", "off", "wal_keep_size", "512MB", "hot_standby_feedback", "on");

  private final Server.Maker maker;
  private final Path folder;
  private final Map<String, String> settings;
  private int servers;
  private Server primary;
  private @Nullable Server standby;

  /**
   * @param settings more settings of all servers
   */
  Cluster(Map<String, String> settings) {
    this(Server::embedded, settings);
  }

  Cluster(Server.Maker maker, Map<String, String> settings) {
    this.maker = maker;
    try {
      this.settings = new HashMap<>(SETTINGS);
      this.settings.putAll(settings);
      folder = Files.createTempDirectory("splitplot-cluster-");
      primary = start(folder.resolve("server" + servers), Map.of());
      run(primary, "postgres", "create database " + DATABASE);
      Migrate.run(dataSource(primary), Target.PRIMARY);
      run(
          primary,
          DATABASE,
          "create role %s login replication password '%s' in role splitplot_feed"
              .formatted(REPLICATOR, PASSWORD.replace("'", "''")));
      run(primary, DATABASE, EXPERIMENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Server start(Path data, Map<String, String> more) {
    var all = new HashMap<>(settings);
    all.putAll(more);
    return maker.start(data, all);
  }

  /** Makes a standby out of the primary's files, and returns when it follows. */
  void addStandby() {
    if (standby != null) {
      standby.close();
    }
    servers++;
    var data = folder.resolve("server" + servers);
    try (var session = dataSource(primary).getConnection();
        var statement = session.createStatement()) {
      statement.execute("select pg_backup_start('standby', true)");
      copy(primary.data(), data);
      if (Files.exists(sibling(primary.data(), ".password"))) {
        Files.copy(sibling(primary.data(), ".password"), sibling(data, ".password"));
      }
      try (var label = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
        label.next();
        Files.writeString(data.resolve("backup_label"), label.getString(1));
      }
      Files.createFile(data.resolve("standby.signal"));
      statement.execute(
          """
          select pg_create_physical_replication_slot('standby', true)
          where not exists (select from pg_replication_slots where slot_name = 'standby')
          """);
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
    standby =
        start(data, Map.of("primary_conninfo", conninfo(primary), "primary_slot_name", "standby"));
    awaitStandby();
  }

  private static Path sibling(Path data, String suffix) {
    return data.resolveSibling(data.getFileName() + suffix);
  }

  /** Without what a base backup leaves out: the replication slots above all. */
  private static void copy(Path from, Path to) throws IOException {
    var leftOut =
        Set.of("postmaster.pid", "postmaster.opts", "server.log", "server.log.1", "splitplot.port");
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            if (from.relativize(path).startsWith("pg_replslot") && !path.endsWith("pg_replslot")) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectory(
                to.resolve(from.relativize(path)),
                java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                    Files.getPosixFilePermissions(path)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            var relative = from.relativize(file);
            if (attributes.isRegularFile() && !leftOut.contains(relative.toString())) {
              try {
                Files.copy(file, to.resolve(relative));
              } catch (NoSuchFileException e) {
                // Removed meanwhile; the log has it.
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }

  private static String conninfo(Server server) {
    return "host=127.0.0.1 port=%d user=%s password='%s' dbname=%s"
        .formatted(server.port(), "postgres", server.password(), DATABASE);
  }

  /** Until the standby has all that the primary has. */
  void awaitStandby() {
    var position = primaryValue("select pg_current_wal_flush_lsn()");
    Awaitility.await()
        .atMost(LIMIT)
        .until(() ->
            value(running(), "select pg_last_wal_replay_lsn() >= '%s'".formatted(position))
                .equals("t"));
  }

  /** From now on the standby gets nothing. */
  void holdStandbyBack() {
    run(running(), "postgres", "alter system set primary_conninfo = ''");
    run(running(), "postgres", "select pg_reload_conf()");
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> value(running(), "select count(*) from pg_stat_wal_receiver").equals("0"));
  }

  /** The primary dies, and the standby takes its place. */
  void failOver() {
    primary.close();
    primary = running();
    standby = null;
    run(primary, "postgres", "select pg_promote(true, 60)");
    run(primary, "postgres", "alter system reset primary_conninfo");
  }

  private Server running() {
    if (standby == null) {
      throw new IllegalStateException("there is no standby");
    }
    return standby;
  }

  /** As the warehouse reaches the primary, with the rights that an installation gives it. */
  Publisher publisher() {
    return new Publisher("127.0.0.1", primary.port(), DATABASE, REPLICATOR, PASSWORD);
  }

  /** Wherever the primary is. */
  Publisher both() {
    return new Publisher(
        List.of(
            new Publisher.Address("127.0.0.1", primary.port()),
            new Publisher.Address("127.0.0.1", running().port())),
        DATABASE,
        REPLICATOR,
        PASSWORD,
        Map.of());
  }

  /** The feed's, when its reader is gone. */
  void dropSlot() {
    Awaitility.await()
        .atMost(LIMIT)
        .until(() ->
            primaryValue(
                    "select count(*) from pg_replication_slots where slot_name = 'splitplot_feed' and active")
                .equals("0"));
    primary(
        "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = 'splitplot_feed'");
  }

  /** As the warehouse would reach the standby. */
  Publisher ofStandby() {
    return new Publisher("127.0.0.1", running().port(), DATABASE, REPLICATOR, PASSWORD);
  }

  void primary(String statements) {
    run(primary, DATABASE, statements);
  }

  void standby(String statement) {
    run(running(), "postgres", statement);
  }

  String standbyValue(String query) {
    return value(running(), query);
  }

  String primaryValue(String query) {
    return value(primary, query);
  }

  private static void run(Server server, String database, String statements) {
    try (var connection = server.dataSource(database).getConnection();
        var statement = connection.createStatement()) {
      statement.execute(statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String value(Server server, String query) {
    try (var connection = dataSource(server).getConnection()) {
      return value(connection, query);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static String value(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }

  private static PGSimpleDataSource dataSource(Server server) {
    return server.dataSource(DATABASE);
  }

  @Override
  public void close() {
    if (standby != null) {
      standby.close();
    }
    primary.close();
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
