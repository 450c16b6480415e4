package io.splitplot.etl.load;

import io.splitplot.etl.EtlException;
import io.splitplot.etl.load.Cells.BadCellException;
import io.splitplot.etl.load.CsvSource.Row;
import java.util.ArrayList;
import java.util.List;

/** Turns the rows of one file into records, by the file's mapping; it knows one row at a time. */
final class RowReader {
  private final UnitSource unit;
  private final Header header;
  private final List<RowPart> parts = new ArrayList<>();

  /**
   * @param names of the file's columns
   * @throws EtlException {@code SP-IMPORT-COLUMN} when the file lacks a column of the mapping,
   *     {@code SP-IMPORT-MAPPING} when the mapping names a variant that the experiment lacks
   */
  RowReader(ImportFile file, List<String> names, Experiment experiment) {
    var mapping = file.mapping();
    header = new Header(file.name(), names);
    unit = UnitSource.of(mapping.unit(), header);
    mapping.exposures().ifPresent(e -> parts.add(new ExposurePart(e, header, experiment)));
    mapping
        .outcomes()
        .ifPresent(o ->
            parts.add(
                new MeasuredPart(
                    MeasuredPart.Kind.OUTCOME,
                    o.columns(),
                    TimeSource.of(o.occurredAt(), header, experiment.latest()),
                    header,
                    experiment)));
    if (!mapping.covariates().isEmpty()) {
      parts.add(
          new MeasuredPart(
              MeasuredPart.Kind.COVARIATE,
              mapping.covariates(),
              new TimeSource.Unsaid(),
              header,
              experiment));
    }
    mapping.events().ifPresent(e -> parts.add(new EventPart(e, header, experiment)));
    header.requireComplete();
  }

  /** The records of a row; of a row that cannot be stored one that says why. */
  List<StagedRecord> read(Row row) {
    var cells = row.cells();
    if (cells.size() != header.size()) {
      return List.of(
          StagedRecord.bad(
              null, "has %d cells, the header has %d".formatted(cells.size(), header.size())));
    }
    var records = new ArrayList<StagedRecord>();
    try {
      for (var i = 0; i < cells.size(); i++) {
        Cells.requireText(header.name(i), cells.get(i));
      }
      var unitId = unit.of(row);
      for (var part : parts) {
        part.read(cells, unitId, records);
      }
      return records;
    } catch (BadCellException e) {
      return List.of(StagedRecord.bad(e.column(), e.reason()));
    }
  }
}
