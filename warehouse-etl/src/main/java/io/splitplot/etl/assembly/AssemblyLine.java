package io.splitplot.etl.assembly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.splitplot.etl.EtlException;
import io.splitplot.etl.line.Line;
import io.splitplot.etl.line.StationFigures;
import io.splitplot.etl.rollup.Round;
import io.splitplot.etl.source.Chunk;
import io.splitplot.etl.source.DeadLetterSource;
import io.splitplot.etl.source.FileKind;
import io.splitplot.etl.source.FileSource;
import io.splitplot.etl.source.Inbox;
import io.splitplot.etl.source.QuerySource;
import io.splitplot.etl.source.Source;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Runs a declared line over what its source has that is new.
 *
 * <p>A batch is one transaction: rows, dead letters, gate results, lineage and checkpoint. So a run
 * that is killed anywhere and run again stores each row once.
 */
public final class AssemblyLine {
  private static final int PORTIONS_MAX = 24;
  private static final int WORKERS = 2;
  private static final Duration PROGRESS = Duration.ofMillis(500);
  private static final Duration LOCK_LIMIT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(50);

  /** Whoever settles dead letters wants to know which a batch was read from. */
  private static final BatchLimits ONE_CHUNK = new BatchLimits(1, 1, Duration.ofMillis(200));

  private static final String PROGRAM =
      "splitplot "
          + Optional.ofNullable(AssemblyLine.class.getPackage().getImplementationVersion())
              .orElse("unpackaged");

  private final DataSource warehouse;
  private final Declaration declaration;
  private final BatchLimits limits;
  private final Consumer<List<StationFigures>> progress;

  /**
   * @param warehouse connections of a role that may run lines; a run keeps two
   * @param progress told how each station does, twice a second
   */
  public AssemblyLine(
      DataSource warehouse,
      Declaration declaration,
      BatchLimits limits,
      Consumer<List<StationFigures>> progress) {
    this.warehouse = warehouse;
    this.declaration = declaration;
    this.limits = limits;
    this.progress = progress;
  }

  /**
   * Reads all that is new, stores it, and for events brings the rollups up to it.
   *
   * @throws EtlException {@code SP-LOAD-…}: {@code DECLARATION} the warehouse refuses it, {@code
   *     BUSY} another run of the line goes on, {@code FILE} or {@code FILE-CHANGED} what the source
   *     has cannot be read, {@code WAREHOUSE} it does not answer; {@code SP-LINE-STATION} a station
   *     failed. What was stored before stays, and the next run goes on there
   */
  public LoadResult run() throws InterruptedException {
    return run(
        limits, declaration.totals(), NewDeadLetters::new, (_, checkpoints) -> open(checkpoints));
  }

  /**
   * Puts the line's dead letters through it once more, but those of quarantined batches.
   *
   * @throws EtlException as of {@link #run()}
   */
  public LoadResult replay() throws InterruptedException {
    var delimiter =
        declaration.source() instanceof SourceDeclaration.Files files ? files.delimiter() : ',';
    return run(
        ONE_CHUNK,
        Totals.NONE,
        _ -> new ReplayedDeadLetters(),
        (lineId, checkpoints) ->
            new DeadLetterSource(
                warehouse.getConnection(),
                lineId,
                delimiter,
                checkpoints.get(DeadLetterSource.ORIGIN)));
  }

  /**
   * Stores the rows of a batch that a gate has kept out.
   *
   * @param accepted whatever its gates find; else they have to pass this time
   * @return how many rows are new or changed
   * @throws EtlException {@code SP-LOAD-GATE} a gate failed again, {@code SP-LOAD-BATCH} nothing of
   *     the batch waits; else as of {@link #run()}
   */
  public long replay(long quarantined, boolean accepted) throws InterruptedException {
    try (var merging = warehouse.getConnection()) {
      lock(merging);
      var lineId = declare(merging);
      var stored = replay(merging, lineId, quarantined, accepted);
      if (declaration.target() instanceof Target.Events) {
        rollUp(merging);
      }
      return stored;
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  private static long replay(
      Connection connection, short lineId, long quarantined, boolean accepted) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "select added_count + changed_count from etl.replay_quarantine(?, ?, ?, ?)")) {
      statement.setShort(1, lineId);
      statement.setLong(2, quarantined);
      statement.setBoolean(3, accepted);
      statement.setString(4, PROGRAM);
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException e) {
      switch (String.valueOf(e.getSQLState())) {
        case "SP007" -> throw new EtlException("SP-LOAD-GATE", String.valueOf(e.getMessage()), e);
        case "SP008" -> throw new EtlException("SP-LOAD-BATCH", String.valueOf(e.getMessage()), e);
        default -> throw e;
      }
    }
  }

  private EtlException refused(SQLException e) {
    return new EtlException(
        "SP-LOAD-WAREHOUSE",
        "the line " + declaration.name() + " could not be run: " + e.getMessage(),
        e);
  }

  /** Opens what a run reads. */
  private interface Opening {
    Source open(short lineId, Map<String, JsonNode> checkpoints) throws IOException, SQLException;
  }

  private LoadResult run(
      BatchLimits batchLimits,
      Totals totals,
      Function<Short, DeadLetters> deadLetters,
      Opening opening)
      throws InterruptedException {
    try (var merging = warehouse.getConnection();
        var staging = warehouse.getConnection()) {
      lock(merging);
      var lineId = declare(merging);
      clearStaging(merging);
      settleInbox(merging, lineId);
      try (var source = opening.open(lineId, checkpoints(merging, lineId))) {
        var slots = new Slots();
        var tally = new Tally();
        var stage =
            new Stage(staging, declaration.name(), slots, batchLimits, totals, Clock.systemUTC());
        var merge =
            new Merge(merging, lineId, PROGRAM, slots, totals, deadLetters.apply(lineId), tally);
        var result = run(source, totals, stage, merge, tally, lineId);
        merging.setAutoCommit(true);
        StationLog.note(merging, lineId, result.stations());
        settleInbox(merging, lineId);
        if (declaration.target() instanceof Target.Events && result.added() > 0) {
          rollUp(merging);
        }
        return result;
      }
    } catch (IOException e) {
      throw new EtlException("SP-LOAD-FILE", "cannot read: " + e, e);
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  /** Removes pushes that are loaded: at the end, and at the beginning those of a run that died. */
  private void settleInbox(Connection connection, short lineId) throws IOException, SQLException {
    if (declaration.source() instanceof SourceDeclaration.Pushes(var folder)) {
      var inbox = Inbox.open(folder, Clock.systemUTC());
      var gone = inbox.settle(checkpoints(connection, lineId));
      try (var statement = connection.prepareStatement("select etl.drop_checkpoints(?, ?)")) {
        statement.setShort(1, lineId);
        statement.setArray(2, connection.createArrayOf("text", gone.toArray()));
        statement.execute();
      }
    }
  }

  private static void rollUp(Connection connection) throws SQLException {
    var round = Round.WORKED;
    while (round == Round.WORKED) {
      round = Round.advance(connection);
    }
  }

  private LoadResult run(
      Source source, Totals totals, Stage stage, Merge merge, Tally tally, short lineId)
      throws InterruptedException {
    var unknown = new UnknownFields();
    var decode = new Decode(declaration.columns(), unknown);
    var check = new Check(declaration.columns(), key(), totals);
    var transform = new Transform(rules());
    var last = new Last(progress);
    try (var log = new StationLog(warehouse, lineId)) {
      Line.from("read", PORTIONS_MAX, source::next, Chunk::rowCount)
          .station(Decode.STATION, WORKERS, decode::apply, AssemblyLine::count)
          .station(Check.STATION, WORKERS, check::apply, AssemblyLine::count)
          .station(Transform.STATION, WORKERS, transform::apply, Staged::count)
          .gather("stage", limits.patience(), stage, Staged::count)
          .into("merge", merge, Batch::read)
          .run(PROGRESS, last.andThen(log));
    }
    return tally.result(unknown.names(), last.figures);
  }

  private Set<String> key() {
    return declaration.target() instanceof Target.Table table ? Set.copyOf(table.key()) : Set.of();
  }

  private static long count(Rows<?> rows) {
    return rows.chunk().rowCount();
  }

  private Optional<EventRules> rules() {
    return declaration.target() instanceof Target.Events
        ? Optional.of(new EventRules(declaration.name(), Clock.systemUTC()))
        : Optional.empty();
  }

  /** Keeps what was told last: the figures of the whole run. */
  private static final class Last implements Consumer<List<StationFigures>> {
    private final Consumer<List<StationFigures>> next;
    private List<StationFigures> figures = List.of();

    Last(Consumer<List<StationFigures>> next) {
      this.next = next;
    }

    @Override
    public void accept(List<StationFigures> told) {
      figures = told;
      next.accept(told);
    }
  }

  private short declare(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("select etl.declare_line(?, ?::jsonb)")) {
      statement.setString(1, declaration.name());
      statement.setString(2, declaration.forWarehouse().toString());
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getShort(1);
      }
    } catch (SQLException e) {
      if (String.valueOf(e.getSQLState()).startsWith("SP")) {
        throw new EtlException(
            "SP-LOAD-DECLARATION", declaration.name() + ": " + e.getMessage(), e);
      }
      throw e;
    }
  }

  /** A killed run keeps the lock until its server process has noticed. */
  private void lock(Connection connection) throws SQLException, InterruptedException {
    var deadlineNanos = System.nanoTime() + LOCK_LIMIT.toNanos();
    while (!tryLock(connection)) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new EtlException(
            "SP-LOAD-BUSY",
            "another run of the line " + declaration.name() + " goes on: wait for its end");
      }
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    }
  }

  private boolean tryLock(Connection connection) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "select pg_try_advisory_lock(hashtext('splitplot.line.run'), hashtext(?))")) {
      statement.setString(1, declaration.name());
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** What a run that ended early has left there is read from the source again. */
  private void clearStaging(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var slot = 1; slot <= Slots.COUNT; slot++) {
        var table = "staging." + declaration.name() + "_" + slot;
        if (hasRows(statement, table)) {
          statement.execute("truncate " + table);
        }
      }
    }
  }

  /** Most often there are none, and truncating makes a new file all the same. */
  private static boolean hasRows(Statement statement, String table) throws SQLException {
    try (var row = statement.executeQuery("select exists (select from " + table + ")")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static Map<String, JsonNode> checkpoints(Connection connection, short lineId)
      throws SQLException {
    var json = new ObjectMapper();
    var checkpoints = new HashMap<String, JsonNode>();
    try (var statement =
        connection.prepareStatement(
            "select origin, position from etl.checkpoint where line_id = ?")) {
      statement.setShort(1, lineId);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          checkpoints.put(rows.getString(1), json.readTree(rows.getString(2)));
        }
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("jsonb is JSON", e);
    }
    return checkpoints;
  }

  private Source open(Map<String, JsonNode> checkpoints) throws IOException, SQLException {
    return switch (declaration.source()) {
      case SourceDeclaration.Pushes pushes ->
          new FileSource(
              pushes.inbox(),
              Inbox.PATTERN,
              FileKind.NDJSON,
              ',',
              declaration.totals().files(),
              checkpoints);
      case SourceDeclaration.Files files ->
          new FileSource(
              files.folder(),
              files.pattern(),
              files.kind(),
              files.delimiter(),
              declaration.totals().files(),
              checkpoints);
      case SourceDeclaration.Query query ->
          QuerySource.open(
              query.login(),
              query.query(),
              query.watermark(),
              declaration.totals().query(),
              checkpoints.get(QuerySource.ORIGIN));
    };
  }
}
