package io.splitplot.etl.load;

import io.splitplot.etl.ContentId;
import io.splitplot.etl.load.Cells.BadCellException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** The outcomes of a row, or its covariates: each cell with a number is an event. */
final class MeasuredPart implements RowPart {
  /** What the numbers are; the text is what the staging table has. */
  enum Kind {
    OUTCOME("outcome"),
    COVARIATE("covariate");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  private record Measure(Header.Column column, String eventName) {}

  private final Kind kind;
  private final Experiment experiment;
  private final List<Measure> measures;
  private final TimeSource time;
  private final ContentId contentId = new ContentId();

  /**
   * @param columns column to event name
   */
  MeasuredPart(
      Kind kind,
      Map<String, String> columns,
      TimeSource time,
      Header header,
      Experiment experiment) {
    this.kind = kind;
    this.experiment = experiment;
    this.time = time;
    measures =
        columns.entrySet().stream()
            .map(column -> new Measure(header.required(column.getKey()), column.getValue()))
            .toList();
  }

  @Override
  public void read(CSVRecord cells, String unitId, List<StagedRecord> records)
      throws BadCellException {
    var occurredAt = time.of(cells).orElse(null);
    for (var measure : measures) {
      var cell = measure.column().of(cells);
      if (!cell.isBlank()) {
        records.add(record(measure, cell, unitId, occurredAt));
      }
    }
  }

  private StagedRecord record(
      Measure measure, String cell, String unitId, @Nullable Instant occurredAt)
      throws BadCellException {
    var column = measure.column().name();
    var value = Cells.number(column, cell);
    // Not of the value: a second value for the unit must be found to contradict the first.
    var id = contentId.of(kind.text, experiment.key(), unitId, measure.eventName());
    return StagedRecord.measured(
        kind.text, column, id, unitId, occurredAt, measure.eventName(), value);
  }
}
