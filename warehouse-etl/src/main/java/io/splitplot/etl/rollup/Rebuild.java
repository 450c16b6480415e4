package io.splitplot.etl.rollup;

import io.splitplot.etl.EtlException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  private final Connection warehouse;
  private final int pieceUnits;
  private final RebuildProgress progress;
  private final List<Difference> differences = new ArrayList<>();
  private long differenceCount;

  /** The last pair of a piece. */
  private record Place(int experimentId, long unitNo) {}

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
   */
  public record Result(long units, long differenceCount, List<Difference> differences) {
    /** How many differences a result lists; their number is exact. */
    public static final int DIFFERENCES_LISTED_MAX = 1_000;

    public Result {
      differences = List.copyOf(differences);
    }
  }

  private Rebuild(Connection warehouse, int pieceUnits, RebuildProgress progress) {
    this.warehouse = warehouse;
    this.pieceUnits = pieceUnits;
    this.progress = progress;
  }

  /**
   * Rebuilds; when it returns, the rollups are what the facts say.
   *
   * @throws EtlException {@code SP-REBUILD-WAREHOUSE} when the database refused; what was mended
   *     before stays mended
   */
  public static Result run(DataSource warehouse, RebuildProgress progress) {
    return run(warehouse, PIECE_UNITS, progress);
  }

  static Result run(DataSource warehouse, int pieceUnits, RebuildProgress progress) {
    try (var connection = warehouse.getConnection()) {
      return new Rebuild(connection, pieceUnits, progress).run();
    } catch (SQLException e) {
      throw new EtlException(
          "SP-REBUILD-WAREHOUSE",
          "the rollups were not compared to their end, the warehouse refused: %s. What was found before is mended; run it again"
              .formatted(e.getMessage()),
          e);
    }
  }

  private Result run() throws SQLException {
    var total = exposedUnits();
    collect("select * from rollup.rebuild_missing()", _ -> {});
    var done = 0L;
    var after = new Place(0, 0);
    for (var piece = next(after); piece.isPresent(); piece = next(after)) {
      rebuild(after, piece);
      after = piece.get();
      done += pieceUnits;
      progress.reached(Math.min(done, total), total);
    }
    rebuild(after, Optional.empty());
    progress.reached(total, total);
    collect("select * from rollup.rebuild_totals()", _ -> {});
    return new Result(total, differenceCount, differences);
  }

  private long exposedUnits() throws SQLException {
    try (var query = warehouse.prepareStatement("select count(*) from rollup.exposed_unit");
        var row = query.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private Optional<Place> next(Place after) throws SQLException {
    try (var query = warehouse.prepareStatement("select * from rollup.rebuild_place(?, ?, ?)")) {
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

  private void rebuild(Place after, Optional<Place> until) throws SQLException {
    collect(
        "select * from rollup.rebuild_units(?, ?, ?, ?)",
        query -> {
          query.setInt(1, after.experimentId());
          query.setLong(2, after.unitNo());
          query.setObject(3, until.map(Place::experimentId).orElse(null), Types.INTEGER);
          query.setObject(4, until.map(Place::unitNo).orElse(null), Types.BIGINT);
        });
  }

  private interface Parameters {
    void set(PreparedStatement query) throws SQLException;
  }

  private void collect(String call, Parameters parameters) throws SQLException {
    try (var query = warehouse.prepareStatement(call)) {
      parameters.set(query);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          add(rows);
        }
      }
    }
  }

  private void add(ResultSet row) throws SQLException {
    differenceCount++;
    if (differences.size() < Result.DIFFERENCES_LISTED_MAX) {
      differences.add(new Difference(row.getString(1), row.getString(2), row.getString(3)));
    }
  }
}
