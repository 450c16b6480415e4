package io.splitplot.etl.load;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Streams records into {@code pg_temp.import_record}, in the text format of {@code copy}. */
final class CopyLines implements AutoCloseable {
  private static final int BUFFER_CHARS = 1 << 16;

  private final CopyIn copy;
  private final StringBuilder lines = new StringBuilder(BUFFER_CHARS * 2);

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
    lines.append(file).append('\t').append(line);
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
    lines.append('\n');
    if (lines.length() >= BUFFER_CHARS) {
      flush();
    }
  }

  private void cell(@Nullable Object value) {
    lines.append('\t');
    if (value == null) {
      lines.append("\\N");
      return;
    }
    var text = value.toString();
    for (var i = 0; i < text.length(); i++) {
      var character = text.charAt(i);
      switch (character) {
        case '\\' -> lines.append("\\\\");
        case '\t' -> lines.append("\\t");
        case '\n' -> lines.append("\\n");
        case '\r' -> lines.append("\\r");
        default -> lines.append(character);
      }
    }
  }

  private void flush() throws SQLException {
    var bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
    lines.setLength(0);
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
