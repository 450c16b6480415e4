package io.splitplot.etl.load;

import io.splitplot.etl.load.Cells.BadCellException;
import java.util.List;
import org.apache.commons.csv.CSVRecord;

/** What a row says about one thing: its exposure, its outcomes, its covariates or its event. */
interface RowPart {
  void read(CSVRecord cells, String unitId, List<StagedRecord> records) throws BadCellException;
}
