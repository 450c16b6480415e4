package io.splitplot.etl.feed;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Which server answers: by the replication protocol, which every role that may replicate speaks.
 *
 * @param version of the server, such as 15
 * @param isStandby it follows another server
 * @param timeline where it writes, or what it follows
 * @param history the timelines before, the oldest first
 */
record PrimaryServer(
    int version, boolean isStandby, Timeline timeline, List<Timeline.Ended> history) {

  PrimaryServer {
    history = List.copyOf(history);
  }

  /**
   * A stretch of log that one server wrote.
   *
   * @param systemIdentifier the same at a primary and all its standbys
   * @param number grows by a promotion
   * @param from where it began
   */
  record Timeline(long systemIdentifier, int number, LogSequenceNumber from) {
    /** One that went on as another. */
    record Ended(int number, LogSequenceNumber to) {}
  }

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
      var here =
          row(
              statement,
              "IDENTIFY_SYSTEM",
              row ->
                  new Timeline(
                      Long.parseUnsignedLong(row.getString("systemid")),
                      row.getInt("timeline"),
                      LogSequenceNumber.INVALID_LSN));
      var history = here.number() == 1 ? List.<Timeline.Ended>of() : history(statement, here);
      var from = history.isEmpty() ? LogSequenceNumber.valueOf(0) : history.getLast().to();
      return new PrimaryServer(
          version / 10_000,
          isStandby,
          new Timeline(here.systemIdentifier(), here.number(), from),
          history);
    }
  }

  /** Where it left the timeline; empty: it never was there, or is there. */
  Optional<LogSequenceNumber> left(int timelineNumber) {
    return history.stream()
        .filter(ended -> ended.number() == timelineNumber)
        .map(Timeline.Ended::to)
        .findFirst();
  }

  private static List<Timeline.Ended> history(Statement statement, Timeline here)
      throws SQLException {
    var file = row(statement, "TIMELINE_HISTORY " + here.number(), row -> row.getString("content"));
    return file.lines().map(PrimaryServer::ended).flatMap(Optional::stream).toList();
  }

  /** A line: number, position, reason; all but the last are of timelines before the last one. */
  private static Optional<Timeline.Ended> ended(String line) {
    var words = line.strip().split("\\s+", 3);
    return words.length < 2 || words[0].startsWith("#")
        ? Optional.empty()
        : Optional.of(
            new Timeline.Ended(Integer.parseInt(words[0]), LogSequenceNumber.valueOf(words[1])));
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
