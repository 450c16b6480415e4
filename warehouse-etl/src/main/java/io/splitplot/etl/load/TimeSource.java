package io.splitplot.etl.load;

import io.splitplot.etl.EtlException;
import io.splitplot.etl.load.Cells.BadCellException;
import io.splitplot.etl.load.ImportMapping.Time;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.commons.csv.CSVRecord;

/** Where the time of a record comes from: one column, or the same for every row. */
sealed interface TimeSource {
  record Constant(Instant instant) implements TimeSource {}

  record InColumn(Header.Column column, Instant limit) implements TimeSource {}

  /** The file says nothing about it. */
  record Unsaid() implements TimeSource {}

  /**
   * Where the mapping says.
   *
   * @param limit no fact occurs after it
   */
  static TimeSource of(Time time, Header header, Instant limit) {
    return switch (time) {
      case Time.Constant(var instant) -> constant(instant, limit);
      case Time.Column(var name) -> new InColumn(header.required(name), limit);
      case Time.Customary() ->
          header.has(Header.OCCURRED_AT)
              ? new InColumn(header.required(Header.OCCURRED_AT), limit)
              : new Unsaid();
    };
  }

  private static Constant constant(Instant instant, Instant limit) {
    if (instant.isAfter(limit)) {
      throw new EtlException("SP-IMPORT-MAPPING", "occurred_at: " + instant + " is in the future");
    }
    return new Constant(instant.truncatedTo(ChronoUnit.MICROS));
  }

  /** The time of a row; nothing when the file does not say it. */
  default Optional<Instant> of(CSVRecord cells) throws BadCellException {
    return switch (this) {
      case Constant(var instant) -> Optional.of(instant);
      case InColumn(var column, var limit) ->
          Optional.of(Cells.time(column.name(), column.of(cells), limit));
      case Unsaid() -> Optional.empty();
    };
  }
}
