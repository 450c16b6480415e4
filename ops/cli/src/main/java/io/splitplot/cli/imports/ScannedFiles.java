package io.splitplot.cli.imports;

import io.splitplot.cli.CliException;
import io.splitplot.etl.load.ImportFile;
import io.splitplot.etl.load.ImportMapping.Exposures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * What an experiment must be like to hold the facts of some files: its variants, and the kinds of
 * its metrics. Judges nothing: the import finds what is wrong with a line, and says so.
 */
final class ScannedFiles {
  private static final Set<String> ZERO_OR_ONE = Set.of("", "0", "1", "0.0", "1.0");
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Set<String> variants = new LinkedHashSet<>();
  private final Map<String, Boolean> outcomes = new LinkedHashMap<>();
  private final Set<String> covariates = new LinkedHashSet<>();

  ScannedFiles(List<ImportFile> files) {
    files.forEach(this::scan);
  }

  /** Variant keys, in the order in which the files have them. */
  Set<String> variants() {
    return variants;
  }

  /** Event name of each outcome, and whether all its values are 0 or 1. */
  Map<String, Boolean> outcomes() {
    return outcomes;
  }

  /** Event names of the covariates. */
  Set<String> covariates() {
    return covariates;
  }

  /** The column names of a file. */
  static List<String> header(Path file, char delimiter) {
    try (var parser = parser(file, delimiter)) {
      return parser.getHeaderNames();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private void scan(ImportFile file) {
    var mapping = file.mapping();
    covariates.addAll(mapping.covariates().values());
    mapping.outcomes().ifPresent(o -> o.columns().values().forEach(n -> outcomes.put(n, true)));
    try (var parser = parser(file.path(), mapping.delimiter())) {
      for (var row : parser) {
        mapping.exposures().ifPresent(exposures -> addVariant(exposures, row));
        mapping.outcomes().ifPresent(o -> o.columns().forEach((c, n) -> addValue(c, n, row)));
      }
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(file.path(), e);
    }
  }

  private void addVariant(Exposures exposures, CSVRecord row) {
    var text = cell(row, exposures.variant());
    var key = exposures.variants().isEmpty() ? text : exposures.variants().getOrDefault(text, "");
    if (!key.isEmpty()) {
      variants.add(key);
    }
  }

  private void addValue(String column, String name, CSVRecord row) {
    if (!ZERO_OR_ONE.contains(cell(row, column))) {
      outcomes.put(name, false);
    }
  }

  private static String cell(CSVRecord row, String column) {
    return row.isSet(column) ? row.get(column).strip() : "";
  }

  private static CSVParser parser(Path file, char delimiter) throws IOException {
    var format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(delimiter)
            .setHeader()
            .setTrim(true)
            .setAllowMissingColumnNames(true)
            .setSkipHeaderRecord(true)
            .get();
    var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
    return format.parse(reader);
  }

  private static CliException unreadable(Path file, Exception e) {
    return CliException.usage("SP-IMPORT-CLI-004: cannot read %s: %s".formatted(file, e));
  }
}
