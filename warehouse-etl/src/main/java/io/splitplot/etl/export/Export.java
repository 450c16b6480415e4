package io.splitplot.etl.export;

import io.splitplot.etl.EtlException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes facts and unit values as files of Parquet, a file a day and experiment: {@code
 * exposures/experiment=KEY/day=2026-01-01/part-0.parquet}.
 *
 * <p>All is read in one snapshot and up to the watermark of the newest batch, so the files agree
 * with each other and with the report of that batch. The server sorts; rows go through memory some
 * at a time. The same facts give the same bytes.
 */
public final class Export {
  private static final int FETCH_ROWS = 500;
  private static final int PROGRESS_ROWS = 10_000;

  private final ExportRequest request;
  private final ExportProgress progress;
  private final Connection warehouse;
  private final ExportFolder folder;

  /** The newest batch. */
  private record Watermark(
      long batchId,
      Optional<Instant> visibleAt,
      long feedExposure,
      long importExposure,
      long feedEvent,
      long importEvent) {}

  private Export(
      ExportRequest request, ExportProgress progress, Connection warehouse, ExportFolder folder) {
    this.request = request;
    this.progress = progress;
    this.warehouse = warehouse;
    this.folder = folder;
  }

  /**
   * Exports; when it returns, the folder has exactly what was asked for, and what earlier exports
   * wrote besides.
   *
   * @throws EtlException {@code SP-EXPORT-…}: {@code EXPERIMENT} (there is none of that key),
   *     {@code BUSY}, {@code FILE} (a file cannot be written), {@code WAREHOUSE}
   */
  public static ExportResult run(ExportRequest request, ExportProgress progress) {
    try (var folder = ExportFolder.open(request.folder());
        var warehouse = request.warehouse().getConnection()) {
      return new Export(request, progress, warehouse, folder).run();
    } catch (IOException e) {
      throw new EtlException(
          "SP-EXPORT-FILE",
          "cannot write into %s: %s; the files that were there are as they were, or whole new ones"
              .formatted(request.folder(), e),
          e);
    } catch (SQLException e) {
      throw new EtlException(
          "SP-EXPORT-WAREHOUSE",
          "nothing was exported, the warehouse refused: " + e.getMessage(),
          e);
    }
  }

  private ExportResult run() throws SQLException, IOException {
    warehouse.setAutoCommit(false);
    warehouse.setReadOnly(true);
    warehouse.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try {
      requireExperiment();
      var watermark = watermark();
      List<ExportedFile> files = new ArrayList<>();
      for (var dataset : ExportDataset.of(request)) {
        files.addAll(write(dataset, watermark));
      }
      return install(files, watermark);
    } finally {
      warehouse.rollback();
    }
  }

  private ExportResult install(List<ExportedFile> files, Watermark watermark) throws IOException {
    var written = 0;
    for (var file : files) {
      written += folder.install(file) ? 1 : 0;
    }
    var removed = folder.removeOthers(request, files);
    var result =
        new ExportResult(watermark.batchId(), watermark.visibleAt(), files, written, removed);
    folder.writeManifest(result);
    return result;
  }

  private void requireExperiment() throws SQLException {
    if (request.experiment().isEmpty()) {
      return;
    }
    var key = request.experiment().get();
    try (var query =
        warehouse.prepareStatement("select from splitplot.experiment e where e.key = ?")) {
      query.setString(1, key);
      try (var rows = query.executeQuery()) {
        if (!rows.next()) {
          throw new EtlException(
              "SP-EXPORT-EXPERIMENT", "the warehouse knows no experiment " + key);
        }
      }
    }
  }

  private Watermark watermark() throws SQLException {
    try (var query =
            warehouse.prepareStatement("select * from etl.batch order by batch_id desc limit 1");
        var row = query.executeQuery()) {
      row.next();
      var visibleAt = row.getObject("visible_at", OffsetDateTime.class);
      return new Watermark(
          row.getLong("batch_id"),
          visibleAt.equals(OffsetDateTime.MIN)
              ? Optional.empty()
              : Optional.of(visibleAt.toInstant()),
          row.getLong("feed_exposure_to"),
          row.getLong("import_exposure_to"),
          row.getLong("feed_event_to"),
          row.getLong("import_event_to"));
    }
  }

  private List<ExportedFile> write(ExportDataset dataset, Watermark watermark)
      throws SQLException, IOException {
    try (var query = warehouse.prepareStatement(dataset.query(request.experiment().isPresent()))) {
      bind(query, dataset, watermark);
      query.setFetchSize(FETCH_ROWS);
      try (var rows = query.executeQuery()) {
        return write(dataset, rows, watermark.batchId());
      }
    }
  }

  private void bind(PreparedStatement query, ExportDataset dataset, Watermark watermark)
      throws SQLException {
    var parameter = 0;
    query.setString(++parameter, instant(request.from(), "-infinity"));
    query.setString(++parameter, instant(request.until().map(day -> day.plusDays(1)), "infinity"));
    if (request.experiment().isPresent()) {
      query.setString(++parameter, request.experiment().get());
    }
    if (dataset.hasArrivals()) {
      var isExposures = dataset == ExportDataset.EXPOSURES;
      query.setLong(++parameter, isExposures ? watermark.feedExposure() : watermark.feedEvent());
      query.setLong(
          ++parameter, isExposures ? watermark.importExposure() : watermark.importEvent());
    }
  }

  private static String instant(Optional<LocalDate> day, String otherwise) {
    return day.map(date -> date + " 00:00:00Z").orElse(otherwise);
  }

  private List<ExportedFile> write(ExportDataset dataset, ResultSet rows, long batchId)
      throws SQLException, IOException {
    var files = new ArrayList<ExportedFile>();
    var count = 0L;
    @Nullable ExportFile file = null;
    try {
      while (rows.next()) {
        var path = ExportFolder.path(dataset, partitions(dataset, rows));
        if (file == null || !file.path().equals(path)) {
          if (file != null) {
            files.add(file.finish(batchId));
          }
          file = new ExportFile(folder.waiting(), path, rows, dataset.partitions().size());
        }
        file.append(rows);
        if (++count % PROGRESS_ROWS == 0) {
          progress.reached(dataset.folder(), count);
        }
      }
      if (file != null) {
        files.add(file.finish(batchId));
      }
    } finally {
      if (file != null) {
        file.close();
      }
    }
    return files;
  }

  private static List<@Nullable String> partitions(ExportDataset dataset, ResultSet rows)
      throws SQLException {
    var values = new ArrayList<@Nullable String>();
    for (var i = 1; i <= dataset.partitions().size(); i++) {
      values.add(rows.getString(i));
    }
    return values;
  }
}
