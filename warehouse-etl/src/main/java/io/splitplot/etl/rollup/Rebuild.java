package io.splitplot.etl.rollup;

import io.splitplot.etl.EtlException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Computes the rollups anew from the facts, compares, and mends what differs, while facts come in
 * and reports are read.
 *
 * <p>Piece by piece, each in a transaction of its own: memory does not depend on how many units
 * there are, nothing old is kept from being vacuumed, and the feed is held up only where something
 * is wrong. It may be stopped at any time and begun again.
 */
public final class Rebuild {
  private static final int PIECE_UNITS = 50_000;

  private final DataSource warehouse;
  private final int pieceUnits;
  private final RebuildProgress progress;
  private final List<Difference> differences = new ArrayList<>();
  private long differenceCount;
  private long total;

  /** A pair of experiment and unit, in their order. */
  private record Place(int experimentId, long unitNo) {}

  /** The pairs behind one place up to another; the last piece has no end. */
  private record Piece(Place after, Optional<Place> until) {}

  /**
   * A row that was not what the facts say.
   *
   * @param table of schema rollup
   * @param stored the row as it was, as JSON; null when there was none
   * @param recomputed the row as it is now, as JSON; null when there is none
   */
  public record Difference(String table, @Nullable String stored, @Nullable String recomputed) {}

  /**
   * What a rebuild has found.
   *
   * @param units exposed units of experiments that were computed anew
   * @param differenceCount how many rows differed, and were mended
   * @param differences the first of them, at most {@value #DIFFERENCES_LISTED_MAX}
   * @param sealed keys of experiments that were left out, as facts of theirs were dropped
   */
  public record Result(
      long units, long differenceCount, List<Difference> differences, List<String> sealed) {
    /** How many differences a result lists; their number is exact. */
    public static final int DIFFERENCES_LISTED_MAX = 1_000;

    public Result {
      differences = List.copyOf(differences);
      sealed = List.copyOf(sealed);
    }
  }

  private Rebuild(DataSource warehouse, int pieceUnits, RebuildProgress progress) {
    this.warehouse = warehouse;
    this.pieceUnits = pieceUnits;
    this.progress = progress;
  }

  /**
   * Rebuilds; when it returns, the rollups are what the facts say.
   *
   * @param workers so many pieces are computed at a time, each on a processor of the server
   * @throws EtlException {@code SP-REBUILD-WAREHOUSE} when the database refused; what was mended
   *     before stays mended
   */
  public static Result run(DataSource warehouse, int workers, RebuildProgress progress)
      throws InterruptedException {
    return run(warehouse, PIECE_UNITS, workers, progress);
  }

  static Result run(DataSource warehouse, int pieceUnits, int workers, RebuildProgress progress)
      throws InterruptedException {
    try {
      return new Rebuild(warehouse, pieceUnits, progress).run(workers);
    } catch (SQLException e) {
      throw new EtlException(
          "SP-REBUILD-WAREHOUSE",
          "the rollups were not compared to their end, the warehouse refused: %s. What was found before is mended; run it again"
              .formatted(e.getMessage()),
          e);
    }
  }

  private Result run(int workers) throws SQLException, InterruptedException {
    collect("select * from rollup.rebuild_missing()", _ -> {});
    var pieces = pieces();
    total = exposedUnits();
    inParallel(
        pieces,
        this::compare,
        workers,
        done -> progress.reached(Math.min(done * pieceUnits, total), total));
    collect("select * from rollup.rebuild_totals()", _ -> {});
    inParallel(experiments(), this::compareHours, workers, _ -> {});
    return new Result(total, differenceCount, differences, sealed());
  }

  private long exposedUnits() throws SQLException {
    try (var connection = warehouse.getConnection();
        var query =
            connection.prepareStatement(
                "select count(*) from rollup.exposed_unit where experiment_id not in (select experiment_id from rollup.sealed)");
        var row = query.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private List<Integer> experiments() throws SQLException {
    var experiments = new ArrayList<Integer>();
    try (var connection = warehouse.getConnection();
        var query =
            connection.prepareStatement(
                """
                select distinct m.experiment_id
                from rollup.measured m
                where not exists (select from rollup.sealed s where s.experiment_id = m.experiment_id)
                """);
        var rows = query.executeQuery()) {
      while (rows.next()) {
        experiments.add(rows.getInt(1));
      }
    }
    return experiments;
  }

  private List<String> sealed() throws SQLException {
    try (var connection = warehouse.getConnection();
        var query =
            connection.prepareStatement(
                """
                select coalesce(e.key, 'experiment ' || s.experiment_id)
                from rollup.sealed s
                left join splitplot.experiment e using (experiment_id)
                order by 1
                """);
        var rows = query.executeQuery()) {
      var keys = new ArrayList<String>();
      while (rows.next()) {
        keys.add(rows.getString(1));
      }
      return keys;
    }
  }

  private List<Piece> pieces() throws SQLException {
    var pieces = new ArrayList<Piece>();
    try (var connection = warehouse.getConnection()) {
      var after = new Place(0, 0);
      for (var until = next(connection, after);
          until.isPresent();
          until = next(connection, after)) {
        pieces.add(new Piece(after, until));
        after = until.get();
      }
      pieces.add(new Piece(after, Optional.empty()));
    }
    return pieces;
  }

  private Optional<Place> next(Connection connection, Place after) throws SQLException {
    try (var query = connection.prepareStatement("select * from rollup.rebuild_place(?, ?, ?)")) {
      query.setInt(1, after.experimentId());
      query.setLong(2, after.unitNo());
      query.setInt(3, pieceUnits);
      try (var row = query.executeQuery()) {
        row.next();
        var place = new Place(row.getInt(1), row.getLong(2));
        return row.wasNull() ? Optional.empty() : Optional.of(place);
      }
    }
  }

  private interface Comparison<T> {
    long compare(T part) throws SQLException;
  }

  private static <T> void inParallel(
      List<T> parts, Comparison<T> comparison, int workers, LongConsumer reached)
      throws SQLException, InterruptedException {
    var executor = Executors.newFixedThreadPool(workers, Thread.ofVirtual().factory());
    try {
      var compared = new ExecutorCompletionService<Long>(executor);
      parts.forEach(part -> compared.submit(() -> comparison.compare(part)));
      for (var done = 1L; done <= parts.size(); done++) {
        compared.take().get();
        reached.accept(done);
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SQLException failure ? failure : new SQLException(e);
    } finally {
      executor.shutdownNow();
      executor.close();
    }
  }

  private long compare(Piece piece) throws SQLException {
    var after = piece.after();
    var until = piece.until();
    return collect(
        "select * from rollup.rebuild_units(?, ?, ?, ?)",
        query -> {
          query.setInt(1, after.experimentId());
          query.setLong(2, after.unitNo());
          query.setObject(3, until.map(Place::experimentId).orElse(null), Types.INTEGER);
          query.setObject(4, until.map(Place::unitNo).orElse(null), Types.BIGINT);
        });
  }

  private long compareHours(int experimentId) throws SQLException {
    return collect("select * from rollup.rebuild_hours(?)", query -> query.setInt(1, experimentId));
  }

  private interface Parameters {
    void set(PreparedStatement query) throws SQLException;
  }

  /** Gives how many differences there were. */
  private long collect(String call, Parameters parameters) throws SQLException {
    try (var connection = warehouse.getConnection();
        var query = connection.prepareStatement(call)) {
      parameters.set(query);
      var count = 0L;
      try (var rows = query.executeQuery()) {
        for (; rows.next(); count++) {
          add(new Difference(rows.getString(1), rows.getString(2), rows.getString(3)));
        }
      }
      return count;
    }
  }

  private synchronized void add(Difference difference) {
    differenceCount++;
    if (differences.size() < Result.DIFFERENCES_LISTED_MAX) {
      differences.add(difference);
    }
  }
}
