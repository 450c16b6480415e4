package io.splitplot.etl.assembly;

import java.sql.Connection;
import java.sql.SQLException;

/** What becomes of the dead letters of a batch, in its transaction. */
interface DeadLetters {
  void settle(Connection warehouse, Batch batch, long batchId) throws SQLException;
}
