package io.splitplot.analysis.validity;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Simulated data on their way to the database, one array for each column. */
final class Rows {
  private final List<String> names;
  private final double[][] columns;
  private int size;

  Rows(List<String> names, int capacity) {
    this.names = names;
    columns = new double[names.size()][capacity];
  }

  /** Adds a row, in the order of the names. */
  void add(double... values) {
    if (values.length != columns.length) {
      throw new IllegalArgumentException(
          "%d values for %d columns".formatted(values.length, columns.length));
    }
    for (var i = 0; i < values.length; i++) {
      columns[i][size] = values[i];
    }
    size++;
  }

  /** The results of a statement that reads these rows as {@code sample}; null becomes NaN. */
  double[][] query(Connection connection, String sql) throws SQLException {
    var marks = names.stream().map(_ -> "?::float8[]").toList();
    var sample =
        "with sample(%s) as (select * from unnest(%s)) "
            .formatted(String.join(", ", names), String.join(", ", marks));
    try (var statement = connection.prepareStatement(sample + sql)) {
      for (var i = 0; i < columns.length; i++) {
        var column = Arrays.copyOf(columns[i], size);
        statement.setArray(i + 1, connection.createArrayOf("float8", box(column)));
      }
      return read(statement.executeQuery());
    }
  }

  private static Double[] box(double[] column) {
    return Arrays.stream(column).boxed().toArray(Double[]::new);
  }

  private static double[][] read(ResultSet results) throws SQLException {
    var width = results.getMetaData().getColumnCount();
    var rows = new ArrayList<double[]>();
    while (results.next()) {
      var row = new double[width];
      for (var i = 0; i < width; i++) {
        var value = results.getDouble(i + 1);
        row[i] = results.wasNull() ? Double.NaN : value;
      }
      rows.add(row);
    }
    return transpose(rows, width);
  }

  private static double[][] transpose(List<double[]> rows, int width) {
    var columns = new double[width][rows.size()];
    for (var i = 0; i < rows.size(); i++) {
      for (var j = 0; j < width; j++) {
        columns[j][i] = rows.get(i)[j];
      }
    }
    return columns;
  }
}
