package io.splitplot.cli.doctor;

import io.splitplot.cli.installation.Login;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What is looked at in both databases, and how: each statement is short, or it is given up. */
final class DatabaseLook {
  private static final int CONNECT_SECONDS_MAX = 4;
  private static final int ANSWER_SECONDS_MAX = 5;
  private static final String STATEMENT_LIMITS = "-c statement_timeout=3000 -c lock_timeout=500";

  private DatabaseLook() {}

  /** Reads a row. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Connections that give up soon. */
  static DataSource connections(Login login) {
    var connections = new PGSimpleDataSource();
    connections.setUrl(login.url());
    connections.setUser(login.user());
    connections.setPassword(login.password());
    connections.setConnectTimeout(CONNECT_SECONDS_MAX);
    connections.setLoginTimeout(CONNECT_SECONDS_MAX);
    connections.setSocketTimeout(ANSWER_SECONDS_MAX);
    connections.setOptions(STATEMENT_LIMITS);
    connections.setApplicationName("splitplot doctor");
    return connections;
  }

  static View.Database at(Connection connection) throws SQLException {
    var before = System.currentTimeMillis();
    var clock =
        one(
            connection,
            "select (extract(epoch from clock_timestamp()) * 1000)::bigint",
            row -> row.getLong(1));
    var now = (before + System.currentTimeMillis()) / 2;
    return one(
        connection,
        """
        select
          current_setting('server_version_num')::integer as version,
          (select max(age(d.datfrozenxid)) from pg_database d)::bigint as transaction_age
        """,
        row ->
            new View.Database(
                Duration.ofMillis(clock - now),
                row.getInt("version"),
                row.getLong("transaction_age")));
  }

  static <T> T one(Connection connection, String query, Row<T> reader) throws SQLException {
    return all(connection, query, reader).getFirst();
  }

  static <T> List<T> all(Connection connection, String query, Row<T> reader) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var all = new ArrayList<T>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    }
  }

  /** A part that the database may lack, as it is older than this program. */
  @FunctionalInterface
  interface Part<T> {
    T look() throws SQLException;
  }

  static <T> Seen<T> part(Part<T> part) {
    try {
      return new Seen.Here<>(part.look());
    } catch (SQLException e) {
      return new Seen.Not<>(Look.reason(e));
    }
  }
}
