package io.splitplot.etl.assembly;

import io.splitplot.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A warehouse in which tests run lines, by a role that may do no more than that. */
final class Lines implements AutoCloseable {
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
    var declaration = DeclarationReader.read(Files.writeString(folder.resolve("line.yaml"), yaml));
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

  @Override
  public void close() {
    warehouse.close();
  }
}
