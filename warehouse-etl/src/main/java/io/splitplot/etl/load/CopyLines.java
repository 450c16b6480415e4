package io.splitplot.etl.load;

import io.splitplot.etl.CopyText;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Streams records into {@code pg_temp.import_record}, in the text format of {@code copy}. */
final class CopyLines implements AutoCloseable {
  private static final int BUFFER_CHARS = 1 << 16;

  private final CopyIn copy;
  private final CopyText lines = new CopyText();

  CopyLines(Connection warehouse) throws SQLException {
    copy =
        warehouse
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                """
                copy pg_temp.import_record
                  (file, line, kind, column_name, reason, id, unit_id, variant_id, occurred_at,
                   name, value, order_key, amount_minor, currency)
                from stdin
                """);
  }

  /**
   * @param file number of the file
   */
  void write(int file, long line, StagedRecord staged) throws SQLException {
    lines.begin(file);
    cell(line);
    cell(staged.kind());
    cell(staged.columnName());
    cell(staged.reason());
    cell(staged.id());
    cell(staged.unitId());
    cell(staged.variantId());
    cell(staged.occurredAt());
    cell(staged.name());
    cell(staged.value() == null ? null : staged.value().toPlainString());
    cell(staged.orderKey());
    cell(staged.amountMinor());
    cell(staged.currency());
    lines.end();
    if (lines.length() >= BUFFER_CHARS) {
      flush();
    }
  }

  private void cell(@Nullable Object value) {
    lines.cell(value == null ? null : value.toString());
  }

  private void flush() throws SQLException {
    var bytes = lines.take();
    copy.writeToCopy(bytes, 0, bytes.length);
  }

  /** Everything has been written. */
  void end() throws SQLException {
    flush();
    copy.endCopy();
  }

  /** Gives up what has not been ended. */
  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }
}
