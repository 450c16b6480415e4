package io.splitplot.etl.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.etl.line.Line;
import io.splitplot.etl.source.Control;
import io.splitplot.etl.source.Format;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The station that copies rows into staging tables and cuts them into batches. */
final class Stage implements Line.Gathering<Staged, Batch> {
  private final Connection warehouse;
  private final String line;
  private final Slots slots;
  private final BatchLimits limits;
  private final Totals totals;
  private final Clock clock;
  private @Nullable Filling filling;
  private @Nullable Integer free;

  /**
   * @param totals what is compared with what the source says; then a batch ends where it says so
   */
  Stage(
      Connection warehouse,
      String line,
      Slots slots,
      BatchLimits limits,
      Totals totals,
      Clock clock) {
    this.warehouse = warehouse;
    this.line = line;
    this.slots = slots;
    this.limits = limits;
    this.totals = totals;
    this.clock = clock;
  }

  /** A batch that is being copied. */
  private static final class Filling {
    private final int slot;
    private final CopyIn copy;
    private final String origin;
    private final Format format;
    private final @Nullable JsonNode before;
    private final Instant startedAt;
    private final List<DeadLetter> dead = new ArrayList<>();
    private JsonNode after;
    private long read;
    private long deadBytes;
    private List<BigDecimal> sums;
    private @Nullable Control control;

    Filling(int slot, CopyIn copy, Staged first, List<BigDecimal> zero, Instant startedAt) {
      this.slot = slot;
      this.copy = copy;
      this.startedAt = startedAt;
      sums = zero;
      origin = first.chunk().origin();
      format = first.chunk().format();
      before = first.chunk().before();
      after = first.chunk().after();
    }

    void add(Staged staged) throws SQLException {
      copy.writeToCopy(staged.copy(), 0, staged.copy().length);
      after = staged.chunk().after();
      read += staged.count();
      sums = Totals.add(sums, staged.sums());
      control = staged.chunk().control();
      dead.addAll(staged.dead());
      for (var letter : staged.dead()) {
        deadBytes += letter.raw().bytes().length;
      }
    }

    Batch end() throws SQLException {
      copy.endCopy();
      return new Batch(slot, origin, format, before, after, read, dead, startedAt, sums, control);
    }
  }

  @Override
  public void awaitRoom() throws InterruptedException {
    if (filling == null && free == null) {
      free = slots.take();
    }
  }

  @Override
  public Optional<Batch> take(Staged staged) throws SQLException, InterruptedException {
    if (filling != null && !filling.origin.equals(staged.chunk().origin())) {
      var whole = end(filling);
      begin(staged);
      return whole;
    }
    begin(staged);
    return filling != null && isWhole(filling) ? end(filling) : Optional.empty();
  }

  /**
   * Of a source with totals only what they are of is whole. When too much is dead a batch ends all
   * the same: dead letters are in memory, and their number alone makes the totals fail.
   */
  private boolean isWhole(Filling batch) {
    return totals.areCompared()
        ? batch.control != null || limits.reached(0, batch.deadBytes)
        : limits.reached(batch.read, batch.deadBytes);
  }

  private void begin(Staged staged) throws SQLException, InterruptedException {
    if (filling == null) {
      awaitRoom();
      var slot = Objects.requireNonNull(free);
      free = null;
      filling = new Filling(slot, copyInto(slot), staged, totals.zero(), clock.instant());
    }
    filling.add(staged);
  }

  private CopyIn copyInto(int slot) throws SQLException {
    return warehouse
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn("copy staging." + line + "_" + slot + " from stdin");
  }

  @Override
  public Optional<Batch> rest() throws SQLException {
    return filling == null || totals.areCompared() ? Optional.empty() : end(filling);
  }

  private Optional<Batch> end(Filling batch) throws SQLException {
    filling = null;
    return Optional.of(batch.end());
  }
}
