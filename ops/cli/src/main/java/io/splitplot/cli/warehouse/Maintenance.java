package io.splitplot.cli.warehouse;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the warehouse's tables, indexes and counters are, as schema etl tells. */
record Maintenance(List<Table> tables, List<Finding> indexes, List<Finding> counters) {

  /**
   * A table.
   *
   * @param totalBytes with indexes and what is stored apart
   * @param minimumBytes what its rows need, of {@code bytes}; empty when it was never analysed
   * @param hotShare the share of updates that stayed on their page; empty without updates
   * @param command what to type; empty when it is fine
   */
  record Table(
      String name,
      long totalBytes,
      long bytes,
      Optional<Long> minimumBytes,
      long liveRows,
      long deadRows,
      Optional<Double> hotShare,
      Optional<Instant> vacuumedAt,
      Optional<Instant> analyzedAt,
      int freezeAge,
      String verdict,
      Optional<String> command) {}

  /** An index or a counter. */
  record Finding(String object, String verdict, Optional<String> command) {}

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  static Maintenance of(Connection warehouse) throws SQLException {
    return new Maintenance(
        list(warehouse, "select * from etl.table_health()", Maintenance::table),
        list(warehouse, "select * from etl.index_health()", Maintenance::finding),
        list(warehouse, "select * from etl.headroom()", Maintenance::finding));
  }

  private static <T> List<T> list(Connection warehouse, String query, RowReader<T> reader)
      throws SQLException {
    try (var statement = warehouse.createStatement();
        var rows = statement.executeQuery(query)) {
      var read = new ArrayList<T>();
      while (rows.next()) {
        read.add(reader.read(rows));
      }
      return read;
    }
  }

  private static Table table(ResultSet row) throws SQLException {
    return new Table(
        row.getString("table_name"),
        row.getLong("total_bytes"),
        row.getLong("bytes"),
        Optional.ofNullable(row.getObject("minimum_bytes", Long.class)),
        row.getLong("live_rows"),
        row.getLong("dead_rows"),
        Optional.ofNullable(row.getBigDecimal("hot_share")).map(Number::doubleValue),
        instant(row, "vacuumed_at"),
        instant(row, "analyzed_at"),
        row.getInt("freeze_age"),
        row.getString("verdict"),
        Optional.ofNullable(row.getString("command")));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static Finding finding(ResultSet row) throws SQLException {
    return new Finding(
        row.getString("object"),
        row.getString("verdict"),
        Optional.ofNullable(row.getString("command")));
  }

  /** Everything with something to do, tables first. */
  List<Finding> toDo() {
    var toDo = new ArrayList<Finding>();
    tables.forEach(table -> toDo.add(new Finding(table.name(), table.verdict(), table.command())));
    toDo.addAll(indexes);
    toDo.addAll(counters);
    return toDo.stream().filter(finding -> finding.command().isPresent()).toList();
  }
}
