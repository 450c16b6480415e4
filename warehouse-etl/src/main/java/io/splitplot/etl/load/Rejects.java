package io.splitplot.etl.load;

import io.splitplot.etl.load.CsvSource.BrokenCsvException;
import io.splitplot.etl.load.CsvSource.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * Writes the bad lines of an import to a CSV file: file, line, column, reason, and the row itself.
 *
 * <p>The rows are read again from the files, next to the bad lines in the same order, so that no
 * number of them fills the memory.
 */
final class Rejects implements AutoCloseable {
  private final List<ImportFile> files;
  private final CSVPrinter printer;
  private @Nullable CsvSource source;
  private int sourceFile = -1;

  private Rejects(Path target, List<ImportFile> files) throws IOException {
    this.files = files;
    printer = new CSVPrinter(Files.newBufferedWriter(target), CSVFormat.RFC4180);
    printer.printRecord("file", "line", "column", "reason", "row");
  }

  static void write(Path target, List<ImportFile> files, Staging staging)
      throws SQLException, IOException {
    try (var rejects = new Rejects(target, files)) {
      staging.forEachBadLine(rejects::write);
    }
  }

  private void write(int file, BadLine badLine) throws IOException {
    var column = badLine.column() == null ? "" : badLine.column();
    printer.printRecord(
        badLine.file(), badLine.line(), column, badLine.reason(), row(file, badLine.line()));
  }

  /** The row as CSV; empty when the file is no CSV there. */
  private String row(int file, long line) throws IOException {
    if (file != sourceFile || source == null) {
      closeSource();
      source = CsvSource.open(files.get(file));
      sourceFile = file;
    }
    try {
      for (var row = source.next(); row.isPresent(); row = source.next()) {
        if (row.get().line() == line) {
          return text(row.get());
        }
      }
    } catch (BrokenCsvException e) {
      return "";
    }
    throw new IOException(files.get(file).path() + " has changed while it was imported");
  }

  private static String text(Row row) {
    return CSVFormat.RFC4180.format(row.cells().stream().toArray());
  }

  private void closeSource() throws IOException {
    if (source != null) {
      source.close();
    }
  }

  @Override
  public void close() throws IOException {
    closeSource();
    printer.close();
  }
}
