package io.splitplot.etl.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.splitplot.etl.assembly.Rows.Checked;
import io.splitplot.etl.assembly.Rows.Decoded;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The station that holds fields to the declared types, and turns them into what PostgreSQL reads.
 */
final class Check {
  static final String STATION = "check";

  /** So that four of them fit into a row of an index. */
  private static final int KEY_BYTES_MAX = 512;

  private final List<Column> columns;
  private final Set<String> key;
  private final Totals totals;

  /**
   * Of the columns some are the key.
   *
   * @param key names of the columns by which rows are known
   * @param totals which of them are summed
   */
  Check(List<Column> columns, Set<String> key, Totals totals) {
    this.columns = columns;
    this.key = key;
    this.totals = totals;
  }

  Rows<Checked> apply(Rows<Decoded> rows) {
    return rows.with(totals.sum(rows.rows(), columns))
        .through(STATION, this::checked, Decoded::raw);
  }

  private Checked checked(Decoded row) throws BadRowException {
    var texts = new String[columns.size()];
    for (var i = 0; i < texts.length; i++) {
      var column = columns.get(i);
      var field = row.fields()[i];
      if (column.constant().isPresent()) {
        texts[i] = column.constant().get();
      } else if (field != null) {
        texts[i] = Values.text(column, field);
      } else if (column.preset().isPresent()) {
        texts[i] = column.preset().get();
      } else if (column.required()) {
        throw new BadRowException(
            BadRowException.MISSING, column.from(), "is missing, " + column.name() + " needs it");
      }
    }
    requireKeys(texts);
    if (row.extra() != null) {
      Values.requireStorable(null, row.extra());
    }
    return new Checked(row.raw(), texts, row.extra());
  }

  private void requireKeys(@Nullable String[] texts) throws BadRowException {
    for (var i = 0; i < texts.length; i++) {
      var text = texts[i];
      if (text != null && key.contains(columns.get(i).name())) {
        var bytes = text.getBytes(UTF_8).length;
        if (bytes > KEY_BYTES_MAX) {
          throw new BadRowException(
              BadRowException.TYPE,
              columns.get(i).from(),
              "has %d bytes, and a key at most %d".formatted(bytes, KEY_BYTES_MAX));
        }
      }
    }
  }
}
