package io.splitplot.etl.assembly;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which declared column takes a field of the source; a field may serve one. */
final class Fields {
  private final Map<String, Integer> columns = new HashMap<>();
  private final List<Column> declared;

  Fields(List<Column> declared) {
    this.declared = List.copyOf(declared);
    for (var i = 0; i < declared.size(); i++) {
      if (declared.get(i).constant().isEmpty()) {
        columns.put(declared.get(i).from(), i);
      }
    }
  }

  int count() {
    return declared.size();
  }

  boolean isJson(int column) {
    return declared.get(column).type() == ColumnType.JSON;
  }

  /** Its index, or -1 when nobody declared the field. */
  int column(String field) {
    return columns.getOrDefault(field, -1);
  }
}
