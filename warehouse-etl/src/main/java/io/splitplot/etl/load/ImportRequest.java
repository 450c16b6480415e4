package io.splitplot.etl.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What to import, and how strict to be.
 *
 * @param warehouse connections to the warehouse as a member of {@code splitplot_etl}
 * @param experiment key of an experiment whose assignment is {@code external}
 * @param files read one after another, stored together or not at all
 * @param badLinesMax how many bad lines may be left out; with more nothing is stored
 * @param rejects where to write the bad lines with their reasons; empty: nowhere
 * @param patience how long to wait for an experiment that has just been made or started
 */
public record ImportRequest(
    DataSource warehouse,
    String experiment,
    List<ImportFile> files,
    long badLinesMax,
    Optional<Path> rejects,
    Duration patience) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  public ImportRequest {
    files = List.copyOf(files);
  }

  /** Strict: one bad line, and nothing is stored. */
  public ImportRequest(DataSource warehouse, ImportPlan plan) {
    this(warehouse, plan.experiment(), plan.files(), 0, Optional.empty(), PATIENCE);
  }

  /** The same, but up to so many bad lines are left out; the file gets them all. */
  public ImportRequest tolerating(long badLines, Path rejectsFile) {
    return new ImportRequest(
        warehouse, experiment, files, badLines, Optional.of(rejectsFile), patience);
  }
}
