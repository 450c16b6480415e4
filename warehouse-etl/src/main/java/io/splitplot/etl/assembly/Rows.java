package io.splitplot.etl.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.etl.source.Chunk;
import io.splitplot.etl.source.Raw;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a chunk between two stations.
 *
 * @param dead those that did not come this far
 * @param sums of {@link Totals}, of all rows of the chunk; empty while nobody has summed them
 */
record Rows<R>(Chunk chunk, List<R> rows, List<DeadLetter> dead, List<BigDecimal> sums) {
  Rows(Chunk chunk, List<R> rows) {
    this(chunk, rows, List.of(), List.of());
  }

  Rows<R> with(List<BigDecimal> summed) {
    return new Rows<>(chunk, rows, dead, summed);
  }

  /**
   * A row whose fields are known.
   *
   * @param fields for each declared column its field in the source, cells of CSV as texts; null:
   *     there is none
   * @param extra fields that nobody declared; null: there are none
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on from station to station, never shared
  record Decoded(Raw raw, @Nullable JsonNode[] fields, @Nullable ObjectNode extra) {}

  /**
   * A row whose fields are of the declared types.
   *
   * @param texts for each declared column its value as PostgreSQL reads it; null: none
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Checked(Raw raw, @Nullable String[] texts, @Nullable ObjectNode extra) {}

  /** One row through a station, or why not. */
  interface Step<T, R> {
    R apply(T row) throws BadRowException;
  }

  /** Rows of all kinds before a station know their bytes, for dead letters. */
  interface RawOf<T> {
    Raw raw(T row);
  }

  /** All rows through a station; those that fail become dead letters. */
  <S> Rows<S> through(String station, Step<R, S> step, RawOf<R> rawOf) {
    var done = new ArrayList<S>(rows.size());
    var failed = new ArrayList<>(dead);
    for (var row : rows) {
      try {
        done.add(step.apply(row));
      } catch (BadRowException e) {
        failed.add(new DeadLetter(rawOf.raw(row), station, e));
      }
    }
    return new Rows<>(chunk, done, failed, sums);
  }
}
