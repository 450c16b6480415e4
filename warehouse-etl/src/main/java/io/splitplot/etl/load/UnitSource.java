package io.splitplot.etl.load;

import io.splitplot.etl.load.Cells.BadCellException;
import io.splitplot.etl.load.CsvSource.Row;
import io.splitplot.etl.load.ImportMapping.UnitId;

/** Where the unit of a row comes from. */
sealed interface UnitSource {
  int BYTES_MAX = 256;

  record InColumn(Header.Column column) implements UnitSource {}

  record Numbered(String template) implements UnitSource {}

  static UnitSource of(UnitId unit, Header header) {
    return switch (unit) {
      case UnitId.Column(var name) -> new InColumn(header.required(name));
      case UnitId.Row(var template) -> new Numbered(template);
    };
  }

  default String of(Row row) throws BadCellException {
    return switch (this) {
      case InColumn(var column) -> Cells.text(column.name(), column.of(row.cells()), BYTES_MAX);
      case Numbered(var template) ->
          Cells.text("row", template.replace("{row}", Long.toString(row.number())), BYTES_MAX);
    };
  }
}
