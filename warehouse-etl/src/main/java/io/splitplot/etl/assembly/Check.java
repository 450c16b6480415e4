package io.splitplot.etl.assembly;

import io.splitplot.etl.assembly.Rows.Checked;
import io.splitplot.etl.assembly.Rows.Decoded;
import java.util.List;

/**
 * The station that holds fields to the declared types, and turns them into what PostgreSQL reads.
 */
final class Check {
  static final String STATION = "check";

  private final List<Column> columns;

  Check(List<Column> columns) {
    this.columns = columns;
  }

  Rows<Checked> apply(Rows<Decoded> rows) {
    return rows.through(STATION, this::checked, Decoded::raw);
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
    if (row.extra() != null) {
      Values.requireStorable(null, row.extra());
    }
    return new Checked(row.raw(), texts, row.extra());
  }
}
