package io.splitplot.etl.assembly;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.splitplot.etl.line.StationFigures;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells the warehouse every second how the stations of a run do, on a connection of its own: the
 * others are within their transactions. It has none before the first second is over.
 */
final class StationLog implements Consumer<List<StationFigures>>, AutoCloseable {
  private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private final DataSource warehouse;
  private final short lineId;
  private long notedNanos = System.nanoTime();
  private @Nullable Connection connection;

  StationLog(DataSource warehouse, short lineId) {
    this.warehouse = warehouse;
    this.lineId = lineId;
  }

  @Override
  public void accept(List<StationFigures> stations) {
    if (System.nanoTime() - notedNanos < EVERY_NANOS) {
      return;
    }
    notedNanos = System.nanoTime();
    try {
      if (connection == null) {
        connection = warehouse.getConnection();
      }
      note(connection, lineId, stations);
    } catch (SQLException e) {
      close(); // figures are no reason to stop; a warehouse that is gone stops the stations
    }
  }

  static void note(Connection connection, short lineId, List<StationFigures> stations)
      throws SQLException {
    var list = JsonNodeFactory.instance.arrayNode();
    for (var station : stations) {
      list.addObject()
          .put("station", station.station())
          .put("workers", station.workers())
          .put("rows_per_second", station.rowsPerSecond())
          .put("busy_share", station.busyShare())
          .put("waiting", station.waiting())
          .put("room", station.room());
    }
    try (var statement = connection.prepareStatement("select etl.note_stations(?, ?::jsonb)")) {
      statement.setShort(1, lineId);
      statement.setString(2, list.toString());
      statement.execute();
    }
  }

  @Override
  public void close() {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      // it is broken, which is as good as closed
    }
    connection = null;
  }
}
