package io.splitplot.etl.assembly;

import java.util.Set;

/**
 * What a run of a line did. read = added + changed + present + rejected.
 *
 * @param present rows that were there already, or superseded by another row of their batch
 * @param rejected rows that became dead letters
 * @param quarantined batches that did not pass a gate; their rows are among the rejected
 * @param unknownFields that rows had and the declaration has not; they are kept in the column extra
 * @param bottleneck a sentence about which station held the others up
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
    String bottleneck) {
  public LoadResult {
    unknownFields = Set.copyOf(unknownFields);
  }
}
