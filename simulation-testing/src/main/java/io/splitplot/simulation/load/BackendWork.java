package io.splitplot.simulation.load;

import io.splitplot.simulation.system.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What share of a processor the sessions of database servers take, as Linux counts it. */
final class BackendWork {
  private static final double TICKS_A_SECOND = 100;

  private final Map<String, EmbeddedDatabase> servers;
  private final Map<String, Double> before;
  private final long began = System.nanoTime();

  BackendWork(Map<String, EmbeddedDatabase> servers) throws SQLException {
    this.servers = servers;
    this.before = seconds();
  }

  /** A line for each kind of session that has worked since the beginning. */
  String shares() throws SQLException {
    var elapsed = (System.nanoTime() - began) / 1e9;
    var shares = new TreeMap<String, Double>();
    seconds()
        .forEach((session, seconds) ->
            shares.merge(
                session.replaceFirst(" [0-9]+$", ""),
                seconds - before.getOrDefault(session, 0.0),
                Double::sum));
    var lines = new StringBuilder();
    shares.forEach((kind, seconds) -> {
      if (seconds / elapsed >= 0.01) {
        lines.append("%-40s %3.0f %% of a processor%n".formatted(kind, 100 * seconds / elapsed));
      }
    });
    return lines.toString();
  }

  private Map<String, Double> seconds() throws SQLException {
    var seconds = new HashMap<String, Double>();
    for (var server : servers.entrySet()) {
      try (var connection = server.getValue().connect("benchmark");
          var statement = connection.createStatement();
          var row =
              statement.executeQuery(
                  "select concat_ws(' ', backend_type, nullif(application_name, ''), pid), pid"
                      + " from pg_stat_activity")) {
        while (row.next()) {
          seconds.put(server.getKey() + " " + row.getString(1), ticks(row.getLong(2)));
        }
      }
    }
    return seconds;
  }

  private static double ticks(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    } catch (IOException _) {
      return 0;
    }
  }
}
