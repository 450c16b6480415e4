package io.splitplot.etl.export;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an export has done.
 *
 * @param batchId the newest batch: the files have the facts up to it, and the rollups that it made
 * @param visibleAt since when reports have had that batch; empty when there is none yet
 * @param files all that were asked for, whether changed or not
 * @param written how many of them are new or have changed
 * @param removed how many files of an earlier export are gone, because nothing is in them any more
 */
public record ExportResult(
    long batchId, Optional<Instant> visibleAt, List<ExportedFile> files, int written, int removed) {
  public ExportResult {
    files = List.copyOf(files);
  }

  /** The rows of a dataset, such as {@code exposures}. */
  public long rows(String dataset) {
    return files.stream()
        .filter(file -> file.path().startsWith(dataset + "/"))
        .mapToLong(ExportedFile::rows)
        .sum();
  }
}
