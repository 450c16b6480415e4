package io.splitplot.cli.imports;

import io.splitplot.cli.CliException;
import io.splitplot.etl.load.ImportFile;
import io.splitplot.etl.load.ImportMapping;
import io.splitplot.etl.load.ImportMapping.Events;
import io.splitplot.etl.load.ImportMapping.Exposures;
import io.splitplot.etl.load.ImportMapping.Outcomes;
import io.splitplot.etl.load.ImportMapping.Time;
import io.splitplot.etl.load.ImportMapping.UnitId;
import io.splitplot.etl.load.ImportPlan;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Files and columns of an import, as options. */
final class ImportColumns {
  /** Columns that mean something else than an outcome when nobody says more. */
  private static final Set<String> CUSTOMARY = Set.of("occurred_at", "id");

  @Option(names = "--exposures", paramLabel = "FILE", description = "Who saw which variant.")
  private @Nullable Path exposures;

  @Option(names = "--outcomes", paramLabel = "FILE", description = "One row a unit.")
  private @Nullable Path outcomes;

  @Option(names = "--events", paramLabel = "FILE", description = "One row an event.")
  private @Nullable Path events;

  @Option(
      names = "--delimiter",
      paramLabel = "CHARACTER",
      description = "Between the cells (default: ,).")
  private char delimiter = ',';

  @Option(
      names = "--unit",
      paramLabel = "COLUMN",
      description = "The column of the unit's id (default: unit_id).")
  private String unit = "unit_id";

  @Option(
      names = "--unit-row",
      paramLabel = "TEMPLATE",
      description = "Make the unit's id from the row's number, as in 'customer-{row}'.")
  private @Nullable String unitRow;

  @Option(
      names = "--variant",
      paramLabel = "COLUMN",
      description = "The column of the variant (default: variant).")
  private String variant = "variant";

  @Option(
      names = "--variant-name",
      paramLabel = "TEXT=KEY",
      description = "A text in that column, and the key of the variant that it means.")
  private Map<String, String> variantNames = new LinkedHashMap<>();

  @Option(
      names = "--exposed-at",
      paramLabel = "COLUMN|TIME",
      description = "When units were exposed (default: column occurred_at, else the start).")
  private @Nullable String exposedAt;

  @Option(
      names = "--outcome",
      paramLabel = "COLUMN[=EVENT]",
      description = "A column of the outcomes (default: all that mean nothing else).")
  private List<String> outcomeColumns = new ArrayList<>();

  @Option(
      names = "--outcome-at",
      paramLabel = "COLUMN|TIME",
      description = "When outcomes happened (default: column occurred_at, else the exposure).")
  private @Nullable String outcomeAt;

  @Option(
      names = "--covariate",
      paramLabel = "COLUMN[=EVENT]",
      description = "A column with a value from before the experiment.")
  private List<String> covariateColumns = new ArrayList<>();

  /**
   * The plan of these options.
   *
   * @param isNew true for an experiment that this import makes: its events are named after it, so
   *     that they are no other experiment's
   */
  ImportPlan plan(String experiment, boolean isNew) {
    var files = new LinkedHashSet<Path>();
    for (var file : new @Nullable Path[] {exposures, outcomes, events}) {
      if (file != null) {
        files.add(file.toAbsolutePath().normalize());
      }
    }
    if (files.isEmpty()) {
      throw CliException.usage(
          "SP-IMPORT-CLI-003: name at least one of --exposures, --outcomes and --events");
    }
    var prefix = isNew ? experiment + "." : "";
    return new ImportPlan(
        experiment,
        files.stream().map(file -> new ImportFile(file, mapping(file, prefix))).toList());
  }

  private ImportMapping mapping(Path file, String prefix) {
    UnitId unitId = unitRow == null ? new UnitId.Column(unit) : new UnitId.Row(unitRow);
    var isOutcomes = is(outcomes, file);
    return new ImportMapping(
        delimiter,
        unitId,
        is(exposures, file)
            ? Optional.of(new Exposures(variant, variantNames, time(exposedAt), Optional.empty()))
            : Optional.empty(),
        isOutcomes
            ? Optional.of(new Outcomes(outcomeNames(file, prefix), time(outcomeAt)))
            : Optional.empty(),
        isOutcomes ? names(covariateColumns, prefix) : Map.of(),
        is(events, file) ? Optional.of(customaryEvents()) : Optional.empty());
  }

  private static boolean is(@Nullable Path option, Path file) {
    return option != null && option.toAbsolutePath().normalize().equals(file);
  }

  private static Events customaryEvents() {
    return new Events(
        "name",
        new Time.Customary(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private Map<String, String> outcomeNames(Path file, String prefix) {
    return outcomeColumns.isEmpty() ? remaining(file, prefix) : names(outcomeColumns, prefix);
  }

  /** Every column that no option and no custom gives another meaning. */
  private Map<String, String> remaining(Path file, String prefix) {
    var taken = new LinkedHashSet<>(CUSTOMARY);
    taken.add(unit);
    if (is(exposures, file)) {
      taken.add(variant);
    }
    addColumn(taken, exposedAt);
    addColumn(taken, outcomeAt);
    taken.addAll(names(covariateColumns, "").keySet());
    var columns = new LinkedHashMap<String, String>();
    for (var column : ScannedFiles.header(file, delimiter)) {
      if (!taken.contains(column)) {
        columns.put(column, prefix + column);
      }
    }
    return columns;
  }

  private static void addColumn(Set<String> columns, @Nullable String columnOrTime) {
    if (time(columnOrTime) instanceof Time.Column(var name)) {
      columns.add(name);
    }
  }

  private static Map<String, String> names(List<String> options, String prefix) {
    var names = new LinkedHashMap<String, String>();
    for (var option : options) {
      var equals = option.indexOf('=');
      if (equals < 0) {
        names.put(option, prefix + option);
      } else {
        names.put(option.substring(0, equals), option.substring(equals + 1));
      }
    }
    return names;
  }

  private static Time time(@Nullable String columnOrTime) {
    if (columnOrTime == null) {
      return new Time.Customary();
    }
    try {
      return new Time.Constant(OffsetDateTime.parse(columnOrTime).toInstant());
    } catch (DateTimeParseException e) {
      return new Time.Column(columnOrTime);
    }
  }
}
