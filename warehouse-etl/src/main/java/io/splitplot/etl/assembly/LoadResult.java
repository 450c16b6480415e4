package io.splitplot.etl.assembly;

import io.splitplot.etl.line.StationFigures;
import java.util.List;
import java.util.Set;

/**
 * What a run of a line did. read = added + changed + present + rejected.
 *
 * @param present rows that were there already, or superseded by another row of their batch
 * @param rejected rows that became dead letters
 * @param quarantined batches that did not pass a gate; their rows are among the rejected
 * @param unknownFields that rows had and the declaration has not; they are kept in the column extra
 * @param stations how each station did
 */
public record LoadResult(
    long read,
    long added,
    long changed,
    long present,
    long rejected,
    long batches,
    long quarantined,
    Set<String> unknownFields,
    List<StationFigures> stations) {
  public LoadResult {
    unknownFields = Set.copyOf(unknownFields);
    stations = List.copyOf(stations);
  }
}
