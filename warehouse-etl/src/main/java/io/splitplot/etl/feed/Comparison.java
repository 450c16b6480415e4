package io.splitplot.etl.feed;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What primary and warehouse have, laid beside each other in tables of the warehouse's transaction:
 * first of each hour two numbers, then of hours that differ each fact.
 */
final class Comparison {
  static final List<String> FACTS = List.of("exposure", "event");

  private final Connection warehouse;
  private final long resume;
  private final long seed = ThreadLocalRandom.current().nextLong();

  /**
   * @param warehouse in a transaction
   * @param resume number of the row in {@code etl.feed_resume}
   */
  Comparison(Connection warehouse, long resume) {
    this.warehouse = warehouse;
    this.resume = resume;
  }

  /** The primary's side of the hours; its days stay while its transaction lasts. */
  void readHours(Connection primary) throws SQLException {
    run("select etl.begin_comparison()");
    try (var statement = primary.createStatement()) {
      statement.execute("lock table splitplot.exposure, splitplot.event in access share mode");
    }
    // What is gone by now is left out: a snapshot shows partitions that were dropped since.
    Transfer.rows(
        primary,
        """
        select p.fact, p.day
        from splitplot.fact_partition p
        where to_regclass('splitplot.' || p.partition) is not null
        """,
        warehouse,
        "pg_temp.primary_day");
    for (var fact : FACTS) {
      Transfer.rows(
          primary,
          "select '%s', h.* from splitplot.fact_hours('%1$s', %d) h".formatted(fact, seed),
          warehouse,
          "pg_temp.primary_hour");
    }
  }

  /** Writes down which hours differ. */
  void compareHours() throws SQLException {
    run("select etl.note_hours(%d, %d)".formatted(resume, seed));
  }

  /** The primary's side of the facts of hours that differ, instead of what was read before. */
  void readFacts(Connection primary) throws SQLException {
    run("truncate pg_temp.primary_print");
    for (var query : queriesOfHours()) {
      Transfer.rows(primary, query, warehouse, "pg_temp.primary_print");
    }
  }

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

  /** Finds the facts that only one side has, and writes down how many they are. */
  void compareFacts() throws SQLException {
    run("select etl.note_differences(%d, %d)".formatted(resume, seed));
  }

  long missing() throws SQLException {
    return count("select count(*) from pg_temp.missing");
  }

  long phantoms() throws SQLException {
    return count("select count(*) from pg_temp.phantom");
  }

  /** Finds what differs now from what was read of the primary. */
  void compareAgain() throws SQLException {
    run("select etl.compare_again(%d)".formatted(seed));
  }

  /** Forgets phantoms that the primary has by now. */
  void keepLastingPhantoms(Connection primary) throws SQLException {
    readFacts(primary);
    run("select etl.keep_lasting_phantoms(%d, %d)".formatted(resume, seed));
  }

  /**
   * A text that is another one when the configuration is.
   *
   * <p>Heartbeats are left out, as they never rest.
   */
  String configuration(Connection database, Published table) throws SQLException {
    try (var statement = database.createStatement();
        var row =
            statement.executeQuery(
                "select count(*) || ' ' || sum(hashtextextended(row(%s)::text, %d)) from splitplot.%s"
                    .formatted(table.columns(), seed, table.name()))) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  /**
   * Writes the verdict, of what the last comparison found.
   *
   * @param slotAt where the new slot begins; null: there is none
   */
  void end(@Nullable String slotAt, int tablesDiffer) throws SQLException {
    try (var statement =
        warehouse.prepareStatement("select etl.end_feed_resume(?, ?::pg_lsn, ?)")) {
      statement.setLong(1, resume);
      statement.setString(2, slotAt);
      statement.setInt(3, tablesDiffer);
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
    try (var running = warehouse.createStatement()) {
      running.execute(statement);
    }
  }
}
