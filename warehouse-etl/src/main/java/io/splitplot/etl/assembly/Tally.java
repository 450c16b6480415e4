package io.splitplot.etl.assembly;

import io.splitplot.etl.line.StationFigures;
import java.util.List;
import java.util.Set;

/** What a run has stored so far. Written by the last station, read when the run is over. */
final class Tally {
  private long read;
  private long added;
  private long changed;
  private long present;
  private long rejected;
  private long batches;
  private long quarantined;

  /** What one batch came to. */
  record Stored(long batchId, boolean isQuarantined, long added, long changed, long present) {}

  synchronized void add(Batch batch, Stored stored) {
    batches++;
    quarantined += stored.isQuarantined() ? 1 : 0;
    read += batch.read();
    added += stored.added();
    changed += stored.changed();
    present += stored.present();
    rejected += batch.read() - stored.added() - stored.changed() - stored.present();
  }

  synchronized LoadResult result(Set<String> unknownFields, List<StationFigures> stations) {
    return new LoadResult(
        read, added, changed, present, rejected, batches, quarantined, unknownFields, stations);
  }
}
