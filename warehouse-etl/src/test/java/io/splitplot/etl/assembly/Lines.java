package io.splitplot.etl.assembly;

import io.splitplot.etl.EtlException;
import io.splitplot.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A warehouse in which tests run lines, by a role that may do no more than that. */
final class Lines implements AutoCloseable {
  private static final int RUNS_MAX = 200;
  private static final String LOADER = "line_test_loader";

  private final TestDatabase warehouse = TestDatabase.warehouse();

  Lines() {
    warehouse.run(
        """
        insert into splitplot.unit_type values (1, 'user', 'Users');
        do $$
        begin
          create role %1$s login password 'secret' in role splitplot_etl;
        exception when duplicate_object then null;
        end
        $$;
        """
            .formatted(LOADER));
  }

  /** Connections of the role that runs the lines. */
  DataSource loader() {
    var dataSource = new PGSimpleDataSource();
    dataSource.setUrl(warehouse.jdbcUrl());
    dataSource.setUser(LOADER);
    dataSource.setPassword("secret");
    return dataSource;
  }

  /** An address with everything that a log-in needs. */
  String jdbcUrl() {
    return warehouse.jdbcUrl() + "?user=" + LOADER + "&password=secret";
  }

  LoadResult load(Path folder, String yaml) throws IOException, InterruptedException {
    return line(folder, yaml, 1_000).run();
  }

  /** The line that a declaration in a folder makes, with batches of so many rows. */
  AssemblyLine line(Path folder, String yaml, long batchRows) throws IOException {
    var file = Files.writeString(folder.resolve("line.yaml"), yaml);
    var declaration = DeclarationReader.read(file, folder.resolve("inbox"));
    var limits = new BatchLimits(batchRows, 1 << 20, Duration.ofMillis(100));
    return new AssemblyLine(loader(), declaration, limits, _ -> {});
  }

  void run(String statements) {
    warehouse.run(statements);
  }

  /** The first column of the first row. */
  String value(String query) throws SQLException {
    try (var connection = warehouse.dataSource().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  /** Cuts all connections of the loader after a random while, again and again; each run goes on. */
  int killUntilDone(AssemblyLine line, Random random) throws InterruptedException {
    for (var kills = 0; kills < RUNS_MAX; kills++) {
      var done = new CountDownLatch(1);
      var killer = killer(done, 5 + random.nextInt(120 + 5 * kills));
      try {
        var result = line.run();
        done.countDown();
        killer.join();
        if (result.read() == 0) {
          return kills;
        }
      } catch (EtlException e) {
        done.countDown();
        killer.join();
        if (!Set.of("SP-LINE-STATION", "SP-LOAD-WAREHOUSE").contains(e.code())) {
          throw e;
        }
      }
    }
    throw new AssertionError("not done after " + RUNS_MAX + " runs");
  }

  private Thread killer(CountDownLatch done, long afterMillis) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            if (!done.await(afterMillis, TimeUnit.MILLISECONDS)) {
              run(
                  """
                  select pg_terminate_backend(pid)
                  from pg_stat_activity
                  where datname = current_database() and usename = 'line_test_loader'
                  """);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Override
  public void close() {
    warehouse.close();
  }
}
