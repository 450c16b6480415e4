package io.splitplot.etl.rollup;

import java.sql.Connection;
import java.sql.SQLException;

/** One call of {@code rollup.advance()}, and what it found. */
public enum Round {
  /** There were new facts, and there may be more. */
  WORKED,
  /** Everything that is here is rolled up. */
  IDLE,
  /** Another session is rolling up. */
  BUSY;

  /** Advances once, in a transaction of its own on the connection. */
  public static Round advance(Connection warehouse) throws SQLException {
    warehouse.setAutoCommit(false);
    try {
      var round = inTransaction(warehouse);
      warehouse.commit();
      return round;
    } catch (SQLException e) {
      warehouse.rollback();
      throw e;
    }
  }

  /** Takes the lock of advance() itself, which does not tell a busy round from an idle one. */
  private static Round inTransaction(Connection warehouse) throws SQLException {
    if (!answer(warehouse, "select pg_try_advisory_xact_lock(hashtext('splitplot.rollup'))")) {
      return BUSY;
    }
    return answer(warehouse, "select advanced from rollup.advance()") ? WORKED : IDLE;
  }

  private static boolean answer(Connection warehouse, String query) throws SQLException {
    try (var statement = warehouse.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
