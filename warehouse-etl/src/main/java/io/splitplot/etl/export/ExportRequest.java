package io.splitplot.etl.export;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What to export, and where to.
 *
 * @param folder made when it does not exist
 * @param experiment only this one, and the events of its units
 * @param from the first day, in UTC
 * @param until the last day, in UTC
 */
public record ExportRequest(
    DataSource warehouse,
    Path folder,
    Optional<String> experiment,
    Optional<LocalDate> from,
    Optional<LocalDate> until) {

  /** Everything. */
  public ExportRequest(DataSource warehouse, Path folder) {
    this(warehouse, folder, Optional.empty(), Optional.empty(), Optional.empty());
  }

  boolean includes(LocalDate day) {
    return from.map(first -> !day.isBefore(first)).orElse(true)
        && until.map(last -> !day.isAfter(last)).orElse(true);
  }
}
