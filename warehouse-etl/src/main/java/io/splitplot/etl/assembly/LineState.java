package io.splitplot.etl.assembly;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.splitplot.etl.feed.FeedProblem;
import io.splitplot.etl.line.StationFigures;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a line is, as the warehouse knows.
 *
 * @param running whether it is being run
 * @param deadLetters rows that could not be stored and wait
 * @param quarantinedBatches batches that did not pass a gate and wait
 * @param stations how each has done when it said so last; rows are not told
 */
public record LineState(
    String line,
    boolean running,
    long deadLetters,
    long quarantinedBatches,
    List<StationFigures> stations) {
  public LineState {
    stations = List.copyOf(stations);
  }

  /** All lines, by their names. */
  public static List<LineState> read(Connection warehouse) throws SQLException {
    var lines = new ArrayList<LineState>();
    try (var statement = warehouse.createStatement();
        var row = statement.executeQuery("select * from etl.line_state order by line")) {
      while (row.next()) {
        lines.add(
            new LineState(
                row.getString("line"),
                row.getBoolean("is_running"),
                row.getLong("dead_letters"),
                row.getLong("quarantined_batches"),
                stations(row.getString("stations"))));
      }
    }
    return lines;
  }

  private static List<StationFigures> stations(String json) {
    var stations = new ArrayList<StationFigures>();
    try {
      for (var station : Json.READER.readTree(json)) {
        stations.add(
            new StationFigures(
                station.path("station").asText(),
                station.path("workers").intValue(),
                0,
                station.path("rows_per_second").doubleValue(),
                station.path("busy_share").doubleValue(),
                station.path("waiting").intValue(),
                station.path("room").intValue()));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("jsonb is JSON", e);
    }
    return stations;
  }

  /** What of it waits for somebody, with the command that tells more. */
  public List<FeedProblem> problems() {
    var problems = new ArrayList<FeedProblem>();
    var list = "./splitplot dead-letter list --line " + line;
    if (quarantinedBatches > 0) {
      problems.add(
          new FeedProblem(
              false,
              "of the line %s %,d batches did not pass a gate and were kept out"
                  .formatted(line, quarantinedBatches),
              list));
    }
    if (deadLetters > 0) {
      problems.add(
          new FeedProblem(
              false,
              "of the line %s %,d rows could not be stored".formatted(line, deadLetters),
              list));
    }
    return problems;
  }
}
