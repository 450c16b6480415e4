package io.splitplot.etl.feed;

import io.splitplot.etl.EtlException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * The warehouse made what the primary is at one position, in one transaction: facts that it lacks
 * are copied, facts that only it has are put aside, the configuration is copied, and the
 * subscription goes on from that position.
 */
final class Stitch {
  /** So many ids of missing facts are asked for at once. */
  private static final int FACTS_AT_ONCE = 10_000;

  /** A table as the publication has it: columns may be left out. */
  private record Published(String table, String columns) {
    boolean isFact() {
      return table.equals("exposure") || table.equals("event");
    }

    String target() {
      return "splitplot.%s (%s)".formatted(table, columns);
    }
  }

  private final Connection primary;
  private final Connection warehouse;
  private final Consumer<String> progress;
  private final long resume;
  private final long seed = ThreadLocalRandom.current().nextLong();

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
   * @throws EtlException {@code SP-FEED-RESUME-PHANTOMS} when there are more phantoms than that
   */
  void compare(long phantomsMax) throws SQLException {
    run("select etl.begin_comparison()");
    // Held to the end, so that no day is dropped which is on the list.
    on(primary, "lock table splitplot.exposure, splitplot.event in access share mode");
    progress.accept("comparing the facts of each hour");
    copyDays();
    for (var fact : List.of("exposure", "event")) {
      Transfer.rows(
          primary,
          "select '%s', h.* from splitplot.fact_hours('%1$s', %d) h".formatted(fact, seed),
          warehouse,
          "pg_temp.primary_hour");
    }
    run("select etl.note_hours(%d, %d)".formatted(resume, seed));
    for (var query : queriesOfHours()) {
      Transfer.rows(primary, query, warehouse, "pg_temp.primary_print");
    }
    run("select etl.note_differences(%d, %d)".formatted(resume, seed));
    var missing = count("select count(*) from pg_temp.missing");
    var phantoms = count("select count(*) from pg_temp.phantom");
    progress.accept(
        "%,d facts are missing, %,d were lost by the primary".formatted(missing, phantoms));
    if (phantoms > phantomsMax) {
      throw new EtlException(
          "SP-FEED-RESUME-PHANTOMS",
          "the warehouse has %,d facts that the new primary does not have, too many to put aside unasked. If that is the right primary, run ./splitplot warehouse resume"
              .formatted(phantoms));
    }
  }

  /** What is gone by now is left out: a snapshot shows partitions that were dropped since. */
  private void copyDays() throws SQLException {
    Transfer.rows(
        primary,
        """
        select p.fact, p.day
        from splitplot.fact_partition p
        where to_regclass('splitplot.' || p.partition) is not null
        """,
        warehouse,
        "pg_temp.primary_day");
  }

  /** What asks the primary for the facts of an hour that differs. */
  private List<String> queriesOfHours() throws SQLException {
    var queries = new ArrayList<String>();
    try (var statement =
        warehouse.prepareStatement(
            """
            select format(
              'select %L, p.* from splitplot.fact_prints(%L, %s) p where p.received_at >= %L and p.received_at < %L',
              h.fact, h.fact, ?, h.hour, h.hour + interval '1 hour')
            from etl.feed_resume_hour h
            where h.feed_resume_id = ?
            order by h.hour
            """)) {
      statement.setLong(1, seed);
      statement.setLong(2, resume);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          queries.add(row.getString(1));
        }
      }
    }
    return queries;
  }

  /** Afterwards facts and configuration are the primary's. */
  void mend() throws SQLException {
    // As the apply worker: the triggers of inlets fire, and no others.
    run("set local session_replication_role = replica");
    run("select etl.put_phantoms_aside(%d)".formatted(resume));
    var published = published();
    for (var table : published) {
      if (table.isFact()) {
        copyMissing(table);
      } else {
        run("delete from splitplot." + table.table());
        Transfer.rows(
            primary,
            "select %s from splitplot.%s".formatted(table.columns(), table.table()),
            warehouse,
            table.target());
      }
    }
    run("select rollup.forget_lost_metrics()");
    progress.accept("the facts and the configuration of the primary are here");
  }

  private void copyMissing(Published table) throws SQLException {
    try (var chunks =
        warehouse.prepareStatement(
            """
            select format(
              'select %s from splitplot.%I where received_at between %L and %L and id = any (%L::uuid[])',
              ?, m.fact, min(m.received_at), max(m.received_at), array_agg(m.id))
            from (
              select m.*, (row_number() over (order by m.received_at, m.id) - 1) / ? as chunk
              from pg_temp.missing m
              where m.fact = ?
            ) m
            group by m.fact, m.chunk
            order by m.chunk
            """)) {
      chunks.setString(1, table.columns());
      chunks.setInt(2, FACTS_AT_ONCE);
      chunks.setString(3, table.table());
      chunks.setFetchSize(1);
      try (var chunk = chunks.executeQuery()) {
        while (chunk.next()) {
          Transfer.rows(primary, chunk.getString(1), warehouse, table.target());
        }
      }
    }
  }

  private List<Published> published() throws SQLException {
    var tables = new ArrayList<Published>();
    try (var statement =
        primary.prepareStatement(
            """
            select quote_ident(p.tablename), string_agg(quote_ident(c.name), ', ' order by c.place), min(p.rowfilter)
            from pg_publication_tables p
            cross join lateral unnest(p.attnames) with ordinality as c(name, place)
            where p.pubname = ?
            group by p.tablename
            order by p.tablename
            """)) {
      statement.setString(1, Subscription.PUBLICATION);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          if (row.getString(3) != null) {
            throw new EtlException(
                "SP-FEED-RESUME",
                "the publication %s has a row filter for splitplot.%s, so the warehouse cannot be compared with the primary; copy everything anew: %s"
                    .formatted(Subscription.PUBLICATION, row.getString(1), FeedProblem.RESEED));
          }
          tables.add(new Published(row.getString(1), row.getString(2)));
        }
      }
    }
    return tables;
  }

  /** Compares again, and writes the verdict. */
  void end(String slotAt) throws SQLException {
    try (var statement =
        warehouse.prepareStatement("select etl.end_feed_resume(?, ?, ?::pg_lsn)")) {
      statement.setLong(1, resume);
      statement.setLong(2, seed);
      statement.setString(3, slotAt);
      statement.execute();
    }
  }

  private long count(String query) throws SQLException {
    try (var statement = warehouse.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void run(String statement) throws SQLException {
    on(warehouse, statement);
  }

  private static void on(Connection database, String statement) throws SQLException {
    try (var running = database.createStatement()) {
      running.execute(statement);
    }
  }
}
