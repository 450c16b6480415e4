package io.splitplot.cli.doctor;

import static io.splitplot.cli.doctor.DatabaseLook.all;
import static io.splitplot.cli.doctor.DatabaseLook.one;

import io.splitplot.cli.installation.Home;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Looks into the file of the spool, without changing it, while no API server has it. */
final class SpoolLook {
  private static final View.Spool NONE = new View.Spool("", 0, 0, Optional.empty());

  private SpoolLook() {}

  static View.Spool at(Home home) {
    var file = home.state().resolve("spool.db");
    if (Files.notExists(file)) {
      return NONE;
    }
    try (var connection =
        DriverManager.getConnection("jdbc:sqlite:file:%s?mode=ro".formatted(file))) {
      var health = one(connection, "pragma quick_check(1)", row -> row.getString(1));
      return health.equals("ok") ? contents(connection) : broken(health);
    } catch (SQLException e) {
      return broken(Look.reason(e));
    }
  }

  private static View.Spool contents(Connection connection) throws SQLException {
    var facts = 0L;
    var oldest = Optional.<Instant>empty();
    for (var table : tables(connection)) {
      var queue =
          one(
              connection,
              "select count(*), min(received_at) from \"%s\"".formatted(table),
              row -> new long[] {row.getLong(1), row.getLong(2)});
      facts += queue[0];
      if (queue[0] > 0) {
        var first = Instant.EPOCH.plus(queue[1], ChronoUnit.MICROS);
        oldest = oldest.filter(it -> it.isBefore(first)).or(() -> Optional.of(first));
      }
    }
    return new View.Spool("", facts, bytes(connection), oldest);
  }

  private static List<String> tables(Connection connection) throws SQLException {
    return all(
        connection,
        "select name from sqlite_master where type = 'table' and name glob 'fact_*'",
        row -> row.getString(1));
  }

  private static long bytes(Connection connection) throws SQLException {
    return one(connection, "pragma page_count", row -> row.getLong(1))
        * one(connection, "pragma page_size", row -> row.getLong(1));
  }

  private static View.Spool broken(String problem) {
    return new View.Spool(problem, 0, 0, Optional.empty());
  }
}
