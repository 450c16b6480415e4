package io.splitplot.etl.load;

import io.splitplot.etl.EtlException;
import io.splitplot.etl.load.Cells.BadCellException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;

/** The columns of a file by name; it notes those that the mapping names and the file lacks. */
final class Header {
  static final String OCCURRED_AT = "occurred_at";

  private static final int ABSENT = -1;

  /** A column of the file. */
  record Column(String name, int index) {
    String of(CSVRecord cells) {
      return cells.get(index);
    }
  }

  /** A column that the file may lack, and whose cells may be empty. */
  record Optionally(String name, int index) {

    /** What the cell holds; nothing when it is empty. */
    <T> Optional<T> read(CSVRecord cells, Parser<T> parser) throws BadCellException {
      if (index == ABSENT || cells.get(index).isBlank()) {
        return Optional.empty();
      }
      return Optional.of(parser.parse(name, cells.get(index)));
    }
  }

  /** What a cell may be. */
  interface Parser<T> {
    T parse(String column, String cell) throws BadCellException;
  }

  private final String file;
  private final List<String> names;
  private final Set<String> missing = new LinkedHashSet<>();
  private final Set<String> ambiguous = new LinkedHashSet<>();

  /**
   * @param file how messages name it
   */
  Header(String file, List<String> names) {
    this.file = file;
    this.names = names;
  }

  int size() {
    return names.size();
  }

  String name(int index) {
    return names.get(index);
  }

  boolean has(String name) {
    return names.contains(name);
  }

  /** The column; when there is none, {@link #requireComplete} will tell. */
  Column required(String name) {
    var index = names.indexOf(name);
    if (index < 0) {
      missing.add(name);
    } else if (index != names.lastIndexOf(name)) {
      ambiguous.add(name);
    }
    return new Column(name, index);
  }

  /** The column that the mapping names, else the one with the customary name, if there is one. */
  Optionally optional(Optional<String> mapped, String customary) {
    if (mapped.isPresent() || has(customary)) {
      var column = required(mapped.orElse(customary));
      return new Optionally(column.name(), column.index());
    }
    return new Optionally(customary, ABSENT);
  }

  /**
   * @throws EtlException {@code SP-IMPORT-COLUMN} when a column that was asked for is not there, or
   *     is there twice
   */
  void requireComplete() {
    if (!missing.isEmpty()) {
      throw new EtlException(
          "SP-IMPORT-COLUMN",
          "%s has no column %s; it has %s"
              .formatted(file, String.join(", ", missing), String.join(", ", names)));
    }
    if (!ambiguous.isEmpty()) {
      throw new EtlException(
          "SP-IMPORT-COLUMN",
          "%s has more than one column %s".formatted(file, String.join(", ", ambiguous)));
    }
  }
}
