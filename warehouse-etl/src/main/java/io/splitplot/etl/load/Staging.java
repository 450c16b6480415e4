package io.splitplot.etl.load;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The temporary tables of one import, and the SQL functions that check and merge them. */
final class Staging {
  private static final int FETCH_ROWS = 10_000;

  private static final String BAD_LINES =
      """
      select f.file, f.name, b.line, b.column_name, b.reason
      from pg_temp.import_bad_line b
      join pg_temp.import_file f on f.file = b.file
      order by b.file, b.line
      """;

  private final Connection warehouse;
  private final Experiment experiment;

  Staging(Connection warehouse, Experiment experiment) {
    this.warehouse = warehouse;
    this.experiment = experiment;
  }

  /** What a merge did with the staged records. */
  record Merged(
      long exposuresAdded,
      long exposuresPresent,
      long eventsAdded,
      long eventsPresent,
      long eventsUnexposed) {}

  /** Makes the tables, empty; files are known by their place in the list, from 0. */
  void begin(List<ImportFile> files) throws SQLException {
    execute("select etl.begin_import()");
    try (var statement =
        warehouse.prepareStatement("insert into pg_temp.import_file (file, name) values (?, ?)")) {
      for (var i = 0; i < files.size(); i++) {
        statement.setInt(1, i);
        statement.setString(2, files.get(i).name());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** Moves every line that cannot be stored to the bad lines. */
  void check() throws SQLException {
    execute("set local work_mem = '64MB'");
    try (var statement = forExperiment("select etl.check_import(?)")) {
      statement.execute();
    }
  }

  long badLineCount() throws SQLException {
    try (var statement = warehouse.createStatement();
        var row = statement.executeQuery("select count(*) from pg_temp.import_bad_line")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The first bad lines, in the order of the files. */
  List<BadLine> badLines(int limit) throws SQLException {
    var badLines = new ArrayList<BadLine>();
    try (var statement = warehouse.prepareStatement(BAD_LINES + " limit ?")) {
      statement.setInt(1, limit);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          badLines.add(badLine(rows));
        }
      }
    }
    return badLines;
  }

  /** Told bad lines one by one. */
  interface BadLineReader {
    void read(int file, BadLine badLine) throws IOException;
  }

  /** Reads all bad lines in the order of the files, however many they are. */
  void forEachBadLine(BadLineReader reader) throws SQLException, IOException {
    try (var statement = warehouse.createStatement()) {
      // Inside a transaction this makes the driver fetch in portions.
      statement.setFetchSize(FETCH_ROWS);
      try (var rows = statement.executeQuery(BAD_LINES)) {
        while (rows.next()) {
          reader.read(rows.getInt("file"), badLine(rows));
        }
      }
    }
  }

  private static BadLine badLine(ResultSet row) throws SQLException {
    return new BadLine(
        row.getString("name"),
        row.getLong("line"),
        row.getString("column_name"),
        row.getString("reason"));
  }

  Merged merge() throws SQLException {
    try (var statement = forExperiment("select * from etl.merge_import(?)");
        var row = statement.executeQuery()) {
      row.next();
      return new Merged(
          row.getLong("exposures_added"),
          row.getLong("exposures_present"),
          row.getLong("events_added"),
          row.getLong("events_present"),
          row.getLong("events_unexposed"));
    }
  }

  /** Names of staged events that no metric of the experiment uses: most likely misspelt. */
  List<String> unusedEventNames() throws SQLException {
    var names = new ArrayList<String>();
    try (var statement =
            forExperiment(
                """
                select distinct r.name
                from pg_temp.import_record r
                where r.name is not null
                  and not exists (
                    select from splitplot.experiment_metric em
                    join splitplot.metric m on m.metric_id = em.metric_id
                    where em.experiment_id = ?
                      and (r.name in (m.event, m.covariate_event, m.denominator_event)
                        or r.name = any (m.steps)
                        or m.net and r.name in ('cancellation', 'return')))
                order by r.name
                """);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private PreparedStatement forExperiment(String sql) throws SQLException {
    var statement = warehouse.prepareStatement(sql);
    statement.setInt(1, experiment.id());
    return statement;
  }

  private void execute(String sql) throws SQLException {
    try (var statement = warehouse.createStatement()) {
      statement.execute(sql);
    }
  }
}
