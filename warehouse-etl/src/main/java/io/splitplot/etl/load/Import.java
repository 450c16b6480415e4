package io.splitplot.etl.load;

import io.splitplot.etl.EtlException;
import io.splitplot.etl.load.CsvSource.BrokenCsvException;
import io.splitplot.etl.load.ImportProgress.Stage;
import io.splitplot.etl.rollup.Round;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams CSV files of one experiment into the facts of the warehouse.
 *
 * <p>Rows go through memory one at a time into temporary tables ({@code etl.begin_import}), are
 * checked there against each other and against stored facts ({@code etl.check_import}), and are
 * stored in one transaction ({@code etl.merge_import}): all or nothing, whenever it is killed. Ids
 * come from the content, so importing a file again adds nothing.
 */
public final class Import {
  private static final Logger LOG = LoggerFactory.getLogger(Import.class);

  private static final Duration ROLL_UP_LIMIT = Duration.ofHours(1);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int PROGRESS_ROWS = 1_000;
  private static final int BAD_LINES_LISTED_MAX = ImportResult.BAD_LINES_LISTED_MAX;

  private final ImportRequest request;
  private final ImportProgress progress;
  private final Connection warehouse;
  private final long totalBytes;
  private long bytesOfReadFiles;
  private long rows;

  private Import(ImportRequest request, ImportProgress progress, Connection warehouse)
      throws IOException {
    this.request = request;
    this.progress = progress;
    this.warehouse = warehouse;
    var bytes = 0L;
    for (var file : request.files()) {
      bytes += Files.size(file.path());
    }
    totalBytes = bytes;
  }

  /**
   * Imports; when it returns {@link ImportResult.Stored}, reports include the facts.
   *
   * @throws EtlException {@code SP-IMPORT-…} when it could not be tried: the experiment ({@code
   *     EXPERIMENT}, {@code NOT-EXTERNAL}, {@code NOT-STARTED}), a file ({@code FILE}, {@code
   *     EMPTY}, {@code COLUMN}), the mapping ({@code MAPPING}), the warehouse ({@code WAREHOUSE});
   *     {@code ROLL-UP} when the facts are stored and reports do not include them yet
   */
  public static ImportResult run(ImportRequest request, ImportProgress progress)
      throws InterruptedException {
    try (var warehouse = request.warehouse().getConnection()) {
      try {
        return new Import(request, progress, warehouse).run();
      } finally {
        discardStaging(warehouse);
      }
    } catch (IOException e) {
      throw new EtlException("SP-IMPORT-FILE", "cannot read: " + e, e);
    } catch (SQLException e) {
      throw new EtlException(
          "SP-IMPORT-WAREHOUSE",
          "nothing was imported, the warehouse refused: " + e.getMessage(),
          e);
    }
  }

  private ImportResult run() throws SQLException, IOException, InterruptedException {
    warehouse.setAutoCommit(true);
    var experiment = Experiment.await(warehouse, request.experiment(), request.patience());
    for (var file : request.files()) {
      // What the headers tell is told before the rows have taken their time.
      try (var source = CsvSource.open(file)) {
        var _ = new RowReader(file, source.header(), experiment);
      }
    }
    var staging = new Staging(warehouse, experiment);
    staging.begin(request.files());
    var wholeFiles = readFiles(experiment);
    warehouse.setAutoCommit(false);
    reached(Stage.CHECKING);
    staging.check();
    if (request.rejects().isPresent()) {
      Rejects.write(request.rejects().get(), request.files(), staging);
    }
    return wholeFiles && staging.badLineCount() <= request.badLinesMax()
        ? store(staging)
        : refuse(staging);
  }

  private ImportResult refuse(Staging staging) throws SQLException {
    var refused =
        new ImportResult.Refused(
            rows, staging.badLines(BAD_LINES_LISTED_MAX), staging.badLineCount());
    warehouse.rollback();
    return refused;
  }

  private ImportResult store(Staging staging) throws SQLException, InterruptedException {
    reached(Stage.STORING);
    var merged = staging.merge();
    var stored =
        new ImportResult.Stored(
            rows,
            merged.exposuresAdded(),
            merged.exposuresPresent(),
            merged.eventsAdded(),
            merged.eventsPresent(),
            warnings(staging, merged),
            staging.badLines(BAD_LINES_LISTED_MAX),
            staging.badLineCount());
    warehouse.commit();
    reached(Stage.ROLLING_UP);
    rollUp();
    return stored;
  }

  /**
   * False when a file is no CSV from some line on; that line is staged as bad, the rest unknown.
   */
  private boolean readFiles(Experiment experiment) throws SQLException, IOException {
    var whole = true;
    try (var copy = new CopyLines(warehouse)) {
      for (var file = 0; file < request.files().size(); file++) {
        whole &= readFile(file, experiment, copy);
      }
      copy.end();
    }
    return whole;
  }

  private boolean readFile(int number, Experiment experiment, CopyLines copy)
      throws SQLException, IOException {
    var file = request.files().get(number);
    var rowsBefore = rows;
    try (var source = CsvSource.open(file)) {
      var reader = new RowReader(file, source.header(), experiment);
      try {
        for (var row = source.next(); row.isPresent(); row = source.next()) {
          for (var staged : reader.read(row.get())) {
            copy.write(number, row.get().line(), staged);
          }
          rows++;
          if (rows % PROGRESS_ROWS == 0) {
            progress.reached(Stage.READING, rows, bytesOfReadFiles + source.bytes(), totalBytes);
          }
        }
      } catch (BrokenCsvException e) {
        copy.write(number, e.line(), StagedRecord.bad(null, e.reason()));
        return false;
      }
      bytesOfReadFiles += source.bytes();
    }
    if (rows == rowsBefore) {
      throw new EtlException(
          "SP-IMPORT-EMPTY", file.path() + " has the names of its columns and no rows");
    }
    return true;
  }

  private static List<String> warnings(Staging staging, Staging.Merged merged) throws SQLException {
    var warnings = new ArrayList<String>();
    if (merged.eventsUnexposed() > 0) {
      warnings.add(
          merged.eventsUnexposed()
              + " events are of units that were never exposed; they count as soon as the units'"
              + " exposures are imported");
    }
    for (var name : staging.unusedEventNames()) {
      warnings.add("no metric of the experiment uses the event " + name);
    }
    return warnings;
  }

  private void rollUp() throws InterruptedException {
    var deadlineNanos = System.nanoTime() + ROLL_UP_LIMIT.toNanos();
    try {
      for (var round = Round.advance(warehouse);
          round != Round.IDLE;
          round = Round.advance(warehouse)) {
        if (System.nanoTime() - deadlineNanos > 0) {
          throw new EtlException(
              "SP-IMPORT-ROLL-UP",
              "the facts are stored, but the rollups have not taken them up within "
                  + ROLL_UP_LIMIT);
        }
        if (round == Round.BUSY) {
          TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
      }
    } catch (SQLException e) {
      throw new EtlException(
          "SP-IMPORT-ROLL-UP",
          "the facts are stored, but the rollups could not take them up: " + e.getMessage(),
          e);
    }
  }

  private void reached(Stage stage) {
    progress.reached(stage, rows, totalBytes, totalBytes);
  }

  /** For connections that go back to a pool; the others take their temporary tables with them. */
  private static void discardStaging(Connection warehouse) {
    try (var statement = warehouse.createStatement()) {
      if (!warehouse.getAutoCommit()) {
        warehouse.rollback();
        warehouse.setAutoCommit(true);
      }
      statement.execute("discard temp");
    } catch (SQLException e) {
      LOG.debug("the staging tables end with the connection", e);
    }
  }
}
