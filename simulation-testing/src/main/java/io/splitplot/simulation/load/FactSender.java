package io.splitplot.simulation.load;

import io.splitplot.simulation.system.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** Stores batches of facts at the primary, by the functions that the API calls, at fixed times. */
final class FactSender implements AutoCloseable {
  private static final int BATCHES_A_SECOND = 20;

  private final Connection primary;
  private final int units;

  FactSender(EmbeddedDatabase primary, int units) throws SQLException {
    this.primary = primary.connect("sender");
    this.units = units;
  }

  /** Gives how many events a second were stored. */
  double send(int rate, Duration length) throws SQLException {
    var batches = length.toMillis() * BATCHES_A_SECOND / 1000;
    var batchEvents = rate / BATCHES_A_SECOND;
    var newUnits = Math.max(1, batchEvents / 100);
    var began = System.nanoTime();
    try (var send = primary.prepareStatement("select bench.send(?, ?, ?)")) {
      for (var batch = 0L; batch < batches; batch++) {
        send.setInt(1, units);
        send.setInt(2, batchEvents);
        var first = batch * newUnits;
        var names = LongStream.range(first, first + newUnits).mapToObj(n -> "new" + n);
        send.setArray(3, primary.createArrayOf("text", names.toArray()));
        send.execute();
        var next = began + (batch + 1) * Duration.ofSeconds(1).toNanos() / BATCHES_A_SECOND;
        LockSupport.parkNanos(next - System.nanoTime());
      }
    }
    return batches * batchEvents / ((System.nanoTime() - began) / 1e9);
  }

  @Override
  public void close() throws SQLException {
    primary.close();
  }
}
