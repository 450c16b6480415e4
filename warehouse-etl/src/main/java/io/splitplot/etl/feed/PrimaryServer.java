package io.splitplot.etl.feed;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Which server answers: by the replication protocol, which every role that may replicate speaks.
 *
 * @param version of the server, such as 15
 * @param isStandby it follows another server
 * @param timeline where it writes, or what it follows
 */
record PrimaryServer(int version, boolean isStandby, Timeline timeline) {

  /**
   * A stretch of log that one server wrote.
   *
   * @param systemIdentifier the same at a primary and all its standbys
   * @param number grows by a promotion
   * @param from where it began
   */
  record Timeline(long systemIdentifier, int number, LogSequenceNumber from) {}

  static PrimaryServer ask(Publisher publisher) throws SQLException {
    try (var server = publisher.connectForReplication()) {
      return ask(server);
    }
  }

  static PrimaryServer ask(Connection replication) throws SQLException {
    try (var statement = replication.createStatement()) {
      var isStandby = row(statement, "select pg_is_in_recovery()", row -> row.getBoolean(1));
      var version =
          row(statement, "select current_setting('server_version_num')", row -> row.getInt(1));
      var system =
          row(
              statement,
              "IDENTIFY_SYSTEM",
              row -> Long.parseUnsignedLong(row.getString("systemid")));
      var number = row(statement, "IDENTIFY_SYSTEM", row -> row.getInt("timeline"));
      return new PrimaryServer(
          version / 10_000, isStandby, new Timeline(system, number, began(statement, number)));
    }
  }

  /** The last line of its history: the number of the timeline before, where that ended, and why. */
  private static LogSequenceNumber began(Statement statement, int timeline) throws SQLException {
    if (timeline == 1) {
      return LogSequenceNumber.valueOf(0);
    }
    var history = row(statement, "TIMELINE_HISTORY " + timeline, row -> row.getString("content"));
    var last = history.strip().lines().toList().getLast();
    return LogSequenceNumber.valueOf(last.strip().split("\\s+", 3)[1]);
  }

  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private static <T extends @Nullable Object> T row(
      Statement statement, String command, Reader<T> reader) throws SQLException {
    try (var row = statement.executeQuery(command)) {
      if (!row.next()) {
        throw new SQLException("the server has no answer to " + command);
      }
      return reader.read(row);
    }
  }
}
