package io.splitplot.etl.load;

import io.splitplot.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A warehouse with one external experiment, {@code mail} with the variants {@code none} and {@code
 * letter}, as the feed would have copied it; and a folder for its files.
 */
final class ExternalExperiment implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final TestDatabase database = TestDatabase.warehouse();
  private Path folder = Path.of("");

  /** Empties the warehouse but for the experiment. Quicker than a database for each test. */
  void reset(Path newFolder) {
    folder = newFolder;
    database.run(
        """
        delete from fact.exposure;
        delete from fact.event;
        delete from fact.exposure_id;
        delete from fact.event_id;
        delete from rollup.unit;
        delete from rollup.exposed_unit;
        delete from rollup.unit_metric;
        delete from rollup.measured;
        delete from rollup.traffic;
        delete from rollup.moments;
        delete from splitplot.unit_type;
        delete from splitplot.experiment;
        delete from splitplot.variant;
        delete from splitplot.phase;
        delete from splitplot.phase_variant;
        delete from splitplot.metric;
        delete from splitplot.experiment_metric;
        insert into splitplot.unit_type values (1, 'user', 'A customer');
        insert into splitplot.experiment
        values (1, 'mail', 1, 'external', null, 's', 1, 'running', '', '{}', 1,
          '2026-01-01', '2026-01-02', null);
        insert into splitplot.variant values (1, 1, 'none', 1, true), (2, 1, 'letter', 2, false);
        insert into splitplot.phase values (1, 1, 1, '[2026-01-02,)', 1000000, null);
        insert into splitplot.phase_variant values (1, 1, 1, 500000, '{}'), (1, 2, 1, 500000, '{}');
        insert into splitplot.metric
        values (1, 'spend', 1, 'mean', 'spend', false, null, null, 'before', 'increase', '', now());
        insert into splitplot.experiment_metric values (1, 1, 'primary');
        """);
  }

  DataSource dataSource() {
    return database.dataSource();
  }

  DataSource dataSource(String user, String password) {
    var dataSource = new PGSimpleDataSource();
    dataSource.setUrl(database.jdbcUrl());
    dataSource.setUser(user);
    dataSource.setPassword(password);
    return dataSource;
  }

  void run(String sql) {
    database.run(sql);
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  Path write(String name, String text) {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  Path write(String name, byte[] bytes) {
    try {
      return Files.write(file(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Imports a text as a file, by options such as {@code "exposures", ""}. */
  ImportResult importText(String text, String... options) {
    return importFile(write("data.csv", text), options);
  }

  ImportResult importFile(Path csv, String... options) {
    return run(request(csv, options));
  }

  ImportRequest request(Path csv, String... options) {
    var map = new LinkedHashMap<String, String>();
    for (var i = 0; i < options.length; i += 2) {
      map.put(options[i], options[i + 1]);
    }
    return request("mail", csv, map);
  }

  ImportRequest request(String experiment, Path csv, Map<String, String> options) {
    var plan = ImportPlan.of(experiment, csv, options);
    return new ImportRequest(dataSource(), experiment, plan.files(), 0, Optional.empty(), PATIENCE);
  }

  ImportResult run(ImportRequest request) {
    try {
      return Import.run(request, ImportProgress.NONE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The single value of a query, as text. */
  String value(String query) {
    var values = values(query);
    return values.isEmpty() ? "" : values.getFirst();
  }

  /** The first column of a query, as text. */
  List<String> values(String query) {
    try (var connection = dataSource().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
