package io.splitplot.api.database;

import java.sql.SQLException;

/** A statement failed in a way that no client is to blame for. */
public final class DatabaseException extends RuntimeException {
  DatabaseException(SQLException cause) {
    super("SQLSTATE " + cause.getSQLState(), cause);
  }
}
