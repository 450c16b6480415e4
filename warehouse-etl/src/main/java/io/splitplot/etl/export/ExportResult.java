package io.splitplot.etl.export;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

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

  /** The datasets, such as {@code exposures}, with how many rows each has. */
  public SortedMap<String, Long> datasets() {
    return files.stream()
        .collect(
            Collectors.groupingBy(
                file -> file.path().substring(0, file.path().indexOf('/')),
                TreeMap::new,
                Collectors.summingLong(ExportedFile::rows)));
  }
}
