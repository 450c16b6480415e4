package io.splitplot.cli.imports;

import io.splitplot.cli.Session;
import io.splitplot.etl.load.BadLine;
import io.splitplot.etl.load.ImportResult;
import java.util.List;

/** Tells the user how an import ended. */
final class ImportOutcome {
  private static final int LINES_SHOWN_MAX = 20;

  private final Session session;

  ImportOutcome(Session session) {
    this.session = session;
  }

  /** The exit code: 0 stored, 2 refused because of bad lines. */
  int tell(String experiment, ImportResult result) {
    showBadLines(result.badLines(), result.badLineCount());
    return switch (result) {
      case ImportResult.Stored stored -> stored(experiment, stored);
      case ImportResult.Refused refused -> refused(refused);
    };
  }

  private int stored(String experiment, ImportResult.Stored stored) {
    stored.warnings().forEach(warning -> session.err().println("warning: " + warning));
    session
        .out()
        .printf(
            "%,d rows: exposures %,d new, %,d were there; events %,d new, %,d were there%n",
            stored.rows(),
            stored.exposuresAdded(),
            stored.exposuresPresent(),
            stored.eventsAdded(),
            stored.eventsPresent());
    session.out().println("See the report: ./splitplot report " + experiment);
    return 0;
  }

  private int refused(ImportResult.Refused refused) {
    session
        .err()
        .printf(
            "SP-IMPORT-BAD-LINES: %,d of %,d rows are bad, so nothing was stored; correct them, or"
                + " allow some with --max-bad-lines%n",
            refused.badLineCount(), refused.rows());
    return 2;
  }

  private void showBadLines(List<BadLine> lines, long count) {
    lines.stream().limit(LINES_SHOWN_MAX).forEach(session.err()::println);
    if (count > LINES_SHOWN_MAX) {
      session.err().printf("… and %,d more; --rejects FILE writes all%n", count - LINES_SHOWN_MAX);
    }
  }
}
