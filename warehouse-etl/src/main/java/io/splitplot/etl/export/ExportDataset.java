package io.splitplot.etl.export;

import java.util.List;

/**
 * What is exported: a folder, the view whose rows it has, and how its files are cut. The view's
 * first columns name the file.
 */
enum ExportDataset {
  EXPOSURES("exposures", "etl.exported_exposure", true, "occurred_at", "source, arrival", true),
  UNIT_VALUES(
      "unit_values", "etl.exported_unit_value", true, "first_exposed_at", "unit_id, metric", false),
  EVENTS("events", "etl.exported_event", false, "occurred_at", "source, arrival", true),
  EXPERIMENT_EVENTS(
      "experiment_events",
      "etl.exported_experiment_event",
      true,
      "occurred_at",
      "source, arrival",
      true);

  private final String folder;
  private final String view;
  private final boolean isByExperiment;
  private final String time;
  private final String order;
  private final boolean hasArrivals;

  ExportDataset(
      String folder,
      String view,
      boolean isByExperiment,
      String time,
      String order,
      boolean hasArrivals) {
    this.folder = folder;
    this.view = view;
    this.isByExperiment = isByExperiment;
    this.time = time;
    this.order = order;
    this.hasArrivals = hasArrivals;
  }

  /** Those of a request: of one experiment the events are those of its units. */
  static List<ExportDataset> of(ExportRequest request) {
    return List.of(
        EXPOSURES, UNIT_VALUES, request.experiment().isPresent() ? EXPERIMENT_EVENTS : EVENTS);
  }

  String folder() {
    return folder;
  }

  /** The view's first columns, which name the file. */
  List<String> partitions() {
    return isByExperiment ? List.of("experiment", "day") : List.of("day");
  }

  boolean isByExperiment() {
    return isByExperiment;
  }

  /** True when its rows have arrived at a place, and those above the watermark are left out. */
  boolean hasArrivals() {
    return hasArrivals;
  }

  /**
   * The rows in the order of the files. Parameters: the first instant, the first instant after the
   * last; of one experiment its key; with arrivals the last of the feed and the last of imports.
   */
  String query(boolean ofOneExperiment) {
    return "select * from %s where %s >= ?::timestamptz and %s < ?::timestamptz%s%s order by %s, %s"
        .formatted(
            view,
            time,
            time,
            ofOneExperiment ? " and experiment = ?" : "",
            hasArrivals ? " and arrival <= case source when 0 then ? else ? end" : "",
            String.join(", ", partitions()),
            order);
  }
}
