package io.splitplot.analysis.vectors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/** Raw data of a case: a header, then comma-separated rows without quotation marks. */
record Rows(List<String> header, List<List<String>> rows) {

  static Rows read(String file) {
    try {
      var lines =
          Files.readAllLines(Family.FOLDER.resolve(file)).stream().map(Rows::cells).toList();
      return new Rows(lines.getFirst(), lines.subList(1, lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> cells(String line) {
    return Arrays.asList(line.split(",", -1));
  }

  Rows ofArm(String arm) {
    var column = header.indexOf("arm");
    return new Rows(header, rows.stream().filter(row -> row.get(column).equals(arm)).toList());
  }

  /** A column; an empty cell is 0. */
  double[] column(String name) {
    var column = header.indexOf(name);
    return rows.stream()
        .map(row -> row.get(column))
        .mapToDouble(cell -> cell.isEmpty() ? 0 : Double.parseDouble(cell))
        .toArray();
  }
}
