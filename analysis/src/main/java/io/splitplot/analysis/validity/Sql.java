package io.splitplot.analysis.validity;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** The database whose functions are judged: thousands of runs in one statement. */
final class Sql implements AutoCloseable {
  private final Connection connection;

  Sql(Connection connection) {
    this.connection = connection;
  }

  /**
   * Asks for numbers.
   *
   * @param statement its columns become those of the outcomes
   * @param arrays what its parameters stand for: {@code double[]}, {@code long[]} or {@code
   *     String[]}
   * @throws IllegalStateException where a number is null, as nothing could be said about that run
   */
  Outcomes query(String statement, Object... arrays) throws SQLException {
    try (var prepared = connection.prepareStatement(statement)) {
      bind(prepared, arrays);
      try (var rows = prepared.executeQuery()) {
        return outcomes(rows);
      }
    }
  }

  /** Runs statements with the same arrays in one transaction. */
  void runTogether(List<String> statements, Object... arrays) throws SQLException {
    connection.setAutoCommit(false);
    try {
      for (var statement : statements) {
        run(statement, arrays);
      }
      connection.commit();
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private void run(String statement, Object... arrays) throws SQLException {
    try (var prepared = connection.prepareStatement(statement)) {
      bind(prepared, arrays);
      prepared.execute();
    }
  }

  private void bind(PreparedStatement statement, Object... arrays) throws SQLException {
    for (var i = 0; i < arrays.length; i++) {
      statement.setArray(i + 1, array(arrays[i]));
    }
  }

  private Array array(Object values) throws SQLException {
    return switch (values) {
      case double[] numbers ->
          connection.createArrayOf(
              "float8", Arrays.stream(numbers).boxed().toArray(Double[]::new));
      case long[] numbers ->
          connection.createArrayOf("int8", Arrays.stream(numbers).boxed().toArray(Long[]::new));
      case String[] texts -> connection.createArrayOf("text", texts);
      default -> throw new IllegalArgumentException("no array of SQL: " + values.getClass());
    };
  }

  private static Outcomes outcomes(ResultSet rows) throws SQLException {
    var names = new String[rows.getMetaData().getColumnCount()];
    for (var column = 0; column < names.length; column++) {
      names[column] = rows.getMetaData().getColumnLabel(column + 1);
    }
    var values = new double[names.length][16];
    var count = 0;
    while (rows.next()) {
      for (var column = 0; column < names.length; column++) {
        if (count == values[column].length) {
          values[column] = Arrays.copyOf(values[column], 2 * count);
        }
        values[column][count] = number(rows, column + 1, names[column]);
      }
      count++;
    }
    return outcomes(names, values, count);
  }

  private static Outcomes outcomes(String[] names, double[][] values, int count) {
    var outcomes = new Outcomes();
    for (var column = 0; column < names.length; column++) {
      outcomes = outcomes.with(names[column], Arrays.copyOf(values[column], count));
    }
    return outcomes;
  }

  private static double number(ResultSet rows, int column, String name) throws SQLException {
    var value = rows.getDouble(column);
    if (rows.wasNull()) {
      throw new IllegalStateException(
          "SQL gave null instead of a number in row %d of %s".formatted(rows.getRow(), name));
    }
    return value;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
