package io.splitplot.etl.load;

import java.util.List;

/** How an import ended. */
public sealed interface ImportResult {

  /** How many bad lines a result lists at most; their number is exact. */
  int BAD_LINES_LISTED_MAX = 1_000;

  /** The lines that were found bad, in the order of the files, at most 1,000. */
  List<BadLine> badLines();

  /** How many lines were found bad. */
  long badLineCount();

  /**
   * The facts are stored and rolled up.
   *
   * @param rows read from all files, without headers and empty lines
   * @param exposuresAdded exposures that are new
   * @param exposuresPresent exposures that an earlier import had stored
   * @param eventsAdded events (outcomes, covariates, events) that are new
   * @param eventsPresent events that an earlier import had stored
   * @param warnings sentences about what is allowed and looks wrong
   * @param badLines left out, within what was tolerated
   */
  record Stored(
      long rows,
      long exposuresAdded,
      long exposuresPresent,
      long eventsAdded,
      long eventsPresent,
      List<String> warnings,
      List<BadLine> badLines,
      long badLineCount)
      implements ImportResult {
    public Stored {
      warnings = List.copyOf(warnings);
      badLines = List.copyOf(badLines);
    }
  }

  /** More lines are bad than were tolerated; nothing is stored. */
  record Refused(long rows, List<BadLine> badLines, long badLineCount) implements ImportResult {
    public Refused {
      badLines = List.copyOf(badLines);
    }
  }
}
