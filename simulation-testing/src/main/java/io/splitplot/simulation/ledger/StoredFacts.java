package io.splitplot.simulation.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a database holds in the end, by SQL. */
final class StoredFacts {
  private static final int EVIDENCE_MAX = 10;
  private static final int FETCH_ROWS = 10_000;

  private final Connection connection;

  /** The connection is used for reads only. */
  StoredFacts(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false); // so that rows are fetched piece by piece
  }

  /** How often each id is stored; the query gives ids. */
  Map<UUID, Integer> times(String query) throws SQLException {
    var times = new HashMap<UUID, Integer>();
    try (var statement = connection.createStatement()) {
      statement.setFetchSize(FETCH_ROWS);
      try (var rows = statement.executeQuery(query)) {
        while (rows.next()) {
          times.merge(rows.getObject(1, UUID.class), 1, Integer::sum);
        }
      }
    }
    return times;
  }

  /** The first column of the first rows of a query that should have none. */
  List<String> evidence(String query) throws SQLException {
    var evidence = new ArrayList<String>();
    try (var statement = connection.createStatement()) {
      statement.setMaxRows(EVIDENCE_MAX);
      try (var rows = statement.executeQuery(query)) {
        while (rows.next()) {
          evidence.add(rows.getString(1));
        }
      }
    }
    return evidence;
  }

  /** A query's single number. */
  long number(String query) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The query's only column. */
  List<String> texts(String query) throws SQLException {
    var texts = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  /** Pairs of a text and a text. */
  Map<String, String> pairs(String query) throws SQLException {
    var pairs = new HashMap<String, String>();
    try (var statement = connection.createStatement()) {
      statement.setFetchSize(FETCH_ROWS);
      try (var rows = statement.executeQuery(query)) {
        while (rows.next()) {
          pairs.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    return pairs;
  }

  boolean hasTable(String name) throws SQLException {
    return number("select (to_regclass('%s') is not null)::int".formatted(name)) == 1;
  }
}
