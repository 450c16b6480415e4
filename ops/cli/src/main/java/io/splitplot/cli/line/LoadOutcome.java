package io.splitplot.cli.line;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.splitplot.cli.Session;
import io.splitplot.etl.assembly.LoadResult;
import io.splitplot.etl.line.Bottleneck;

/** Tells the user what a run of a line did. */
final class LoadOutcome {
  private static final int DEGRADED = 3;

  private final Session session;
  private final boolean json;

  LoadOutcome(Session session, boolean json) {
    this.session = session;
    this.json = json;
  }

  /** The exit code: 0 every row is stored, 3 some are dead letters. */
  int tell(LoadResult result) {
    if (json) {
      session.out().println(json(result));
    } else {
      session
          .out()
          .printf(
              "%,d rows: %,d new, %,d changed, %,d were there, %,d dead letters; %d batches; %s%n",
              result.read(),
              result.added(),
              result.changed(),
              result.present(),
              result.rejected(),
              result.batches(),
              Bottleneck.sentence(result.stations()));
      warn(result);
    }
    return result.rejected() == 0 ? 0 : DEGRADED;
  }

  private void warn(LoadResult result) {
    if (!result.unknownFields().isEmpty()) {
      session
          .err()
          .println(
              "warning: nobody declared %s: kept in the column extra"
                  .formatted(String.join(", ", result.unknownFields())));
    }
    if (result.quarantined() > 0) {
      session
          .err()
          .println(
              "warning: %d batches did not pass a gate and were kept out"
                  .formatted(result.quarantined()));
    }
    if (result.rejected() > 0) {
      session.err().println("See them: ./splitplot dead-letter list");
    }
  }

  private static String json(LoadResult result) {
    var told = JsonNodeFactory.instance.objectNode();
    told.put("read", result.read());
    told.put("added", result.added());
    told.put("changed", result.changed());
    told.put("present", result.present());
    told.put("rejected", result.rejected());
    told.put("batches", result.batches());
    told.put("quarantined", result.quarantined());
    var unknown = told.putArray("unknown_fields");
    result.unknownFields().forEach(unknown::add);
    var stations = told.putArray("stations");
    for (var station : result.stations()) {
      stations
          .addObject()
          .put("station", station.station())
          .put("workers", station.workers())
          .put("rows", station.rows())
          .put("rows_per_second", station.rowsPerSecond())
          .put("busy_share", station.busyShare());
    }
    told.put("bottleneck", Bottleneck.of(result.stations()).station());
    return told.toString();
  }
}
