package io.splitplot.etl.feed;

import io.splitplot.etl.EtlException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * The warehouse made what the primary is at one position, in one transaction: facts that it lacks
 * are copied, facts that only it has are put aside, and the configuration is copied.
 */
final class Stitch {
  /** So many ids of missing facts are asked for at once. */
  private static final int FACTS_AT_ONCE = 10_000;

  private final Connection primary;
  private final Connection warehouse;
  private final Consumer<String> progress;
  private final long resume;

  /**
   * @param primary in a transaction that sees what there was at the position
   * @param warehouse in a transaction, which the caller commits; no worker applies
   * @param resume number of the row in {@code etl.feed_resume}
   */
  Stitch(Connection primary, Connection warehouse, long resume, Consumer<String> progress) {
    this.primary = primary;
    this.warehouse = warehouse;
    this.resume = resume;
    this.progress = progress;
  }

  /**
   * Makes facts and configuration the primary's, looks again, and writes the verdict.
   *
   * @param phantomsMax nothing is done when there are more
   * @param slotAt the position
   * @throws EtlException {@code SP-FEED-PHANTOMS} when there are more phantoms than that
   */
  void run(long phantomsMax, String slotAt) throws SQLException {
    var comparison = new Comparison(warehouse, resume);
    progress.accept("comparing the facts of each hour");
    comparison.readHours(primary);
    comparison.compareHours();
    comparison.readFacts(primary);
    comparison.compareFacts();
    var phantoms = comparison.phantoms();
    progress.accept(
        "%,d facts are missing, %,d are not the primary's"
            .formatted(comparison.missing(), phantoms));
    if (phantoms > phantomsMax) {
      throw new EtlException(
          "SP-FEED-PHANTOMS",
          "the warehouse has %,d facts that the new primary does not have, too many to put aside"
                  .formatted(phantoms)
              + " unasked. If it is the right primary: "
              + FeedProblem.RESUME);
    }
    mend();
    comparison.compareAgain();
    comparison.end(slotAt, 0);
  }

  private void mend() throws SQLException {
    // As the apply worker: the triggers of inlets fire, and no others.
    run("set local session_replication_role = replica");
    run("select etl.put_phantoms_aside(%d)".formatted(resume));
    for (var table : Published.tables(primary)) {
      if (table.isFact()) {
        copyMissing(table);
      } else {
        run("delete from splitplot." + table.name());
        Transfer.rows(primary, table.select(), warehouse, table.target());
      }
    }
    run("select rollup.forget_lost_metrics()");
    progress.accept("facts and configuration are the primary's");
  }

  private void copyMissing(Published table) throws SQLException {
    try (var chunks =
        warehouse.prepareStatement(
            """
            select format('%s where received_at between %L and %L and id = any (%L::uuid[])',
              ?, min(m.received_at), max(m.received_at), array_agg(m.id))
            from (
              select m.*, (row_number() over (order by m.received_at, m.id) - 1) / ? as chunk
              from pg_temp.missing m
              where m.fact = ?
            ) m
            group by m.chunk
            order by m.chunk
            """)) {
      chunks.setString(1, table.select());
      chunks.setInt(2, FACTS_AT_ONCE);
      chunks.setString(3, table.name());
      chunks.setFetchSize(1);
      try (var chunk = chunks.executeQuery()) {
        while (chunk.next()) {
          Transfer.rows(primary, chunk.getString(1), warehouse, table.target());
        }
      }
    }
  }

  private void run(String statement) throws SQLException {
    try (var running = warehouse.createStatement()) {
      running.execute(statement);
    }
  }
}
