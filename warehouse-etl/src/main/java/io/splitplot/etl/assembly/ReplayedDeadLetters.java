package io.splitplot.etl.assembly;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.splitplot.etl.source.DeadLetterSource;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Says of the dead letters that a batch was read from which went through, and why others did not.
 */
final class ReplayedDeadLetters implements DeadLetters {
  @Override
  public void settle(Connection warehouse, Batch batch, long batchId) throws SQLException {
    try (var statement =
        warehouse.prepareStatement("select etl.settle_replay(?, ?, ?, ?::jsonb)")) {
      statement.setLong(1, batchId);
      statement.setLong(2, DeadLetterSource.first(batch.after()));
      statement.setLong(3, DeadLetterSource.last(batch.after()));
      statement.setString(4, failed(batch));
      statement.execute();
    }
  }

  private static String failed(Batch batch) {
    var failed = JsonNodeFactory.instance.arrayNode();
    for (var letter : batch.dead()) {
      failed
          .addObject()
          .put("id", letter.raw().place())
          .put("station", letter.station())
          .put("code", letter.code())
          .put("field", NewDeadLetters.storable(letter.field()))
          .put("reason", NewDeadLetters.storable(letter.reason()));
    }
    return failed.toString();
  }
}
