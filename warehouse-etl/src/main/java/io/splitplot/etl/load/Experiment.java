package io.splitplot.etl.load;

import io.splitplot.etl.EtlException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What an import needs to know of its experiment.
 *
 * @param variants key to number, in the order of the experiment
 * @param latest no fact occurs after it: the warehouse's time with the five minutes that the
 *     primary, too, allows clocks to differ
 */
record Experiment(
    int id, String key, Instant startedAt, Map<String, Integer> variants, Instant latest) {
  private static final Duration POLL = Duration.ofMillis(50);

  private static final String QUERY =
      """
      select
        e.experiment_id,
        e.assignment,
        e.state,
        e.started_at,
        clock_timestamp() + interval '5 minutes' as latest,
        array_agg(v.key order by v.position) filter (where v.key is not null) as keys,
        array_agg(v.variant_id order by v.position) as ids,
        exists (
          select from splitplot.phase p
          where p.experiment_id = e.experiment_id and p.number = 1) as has_phase
      from splitplot.experiment e
      left join splitplot.variant v on v.experiment_id = e.experiment_id
      where e.key = ?
      group by e.experiment_id
      """;

  /**
   * Waits for the feed to bring an experiment that has just been made or started.
   *
   * @throws EtlException {@code SP-IMPORT-EXPERIMENT} there is none, {@code SP-IMPORT-NOT-EXTERNAL}
   *     its units are assigned by us, {@code SP-IMPORT-NOT-STARTED} it is a draft
   */
  static Experiment await(Connection warehouse, String key, Duration patience)
      throws SQLException, InterruptedException {
    var deadlineNanos = System.nanoTime() + patience.toNanos();
    while (true) {
      try (var statement = warehouse.prepareStatement(QUERY)) {
        statement.setString(1, key);
        try (var row = statement.executeQuery()) {
          var found = row.next();
          if (found && isReady(row, key)) {
            return read(row, key);
          }
          if (System.nanoTime() - deadlineNanos > 0) {
            throw found ? notStarted(key) : unknown(warehouse, key);
          }
        }
      }
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    }
  }

  /** The tables of one experiment may arrive one after another. */
  private static boolean isReady(ResultSet row, String key) throws SQLException {
    if (!row.getString("assignment").equals("external")) {
      throw new EtlException(
          "SP-IMPORT-NOT-EXTERNAL",
          "experiment "
              + key
              + " is assigned by Splitplot, so its exposures come from services; only experiments"
              + " with \"assignment\": \"external\" are imported");
    }
    return !row.getString("state").equals("draft")
        && row.getArray("keys") != null
        && row.getBoolean("has_phase");
  }

  private static Experiment read(ResultSet row, String key) throws SQLException {
    var keys = (String[]) row.getArray("keys").getArray();
    var ids = (Integer[]) row.getArray("ids").getArray();
    var variants = new LinkedHashMap<String, Integer>();
    for (var i = 0; i < keys.length; i++) {
      variants.put(keys[i], ids[i]);
    }
    return new Experiment(
        row.getInt("experiment_id"),
        key,
        row.getObject("started_at", OffsetDateTime.class).toInstant(),
        variants,
        row.getObject("latest", OffsetDateTime.class).toInstant());
  }

  private static EtlException notStarted(String key) {
    return new EtlException(
        "SP-IMPORT-NOT-STARTED", "experiment " + key + " is a draft; start it, then import");
  }

  private static EtlException unknown(Connection warehouse, String key) throws SQLException {
    try (var statement = warehouse.createStatement();
        var row =
            statement.executeQuery(
                """
                select coalesce(string_agg(key, ', ' order by key), 'none')
                from splitplot.experiment
                where assignment = 'external'
                """)) {
      row.next();
      return new EtlException(
          "SP-IMPORT-EXPERIMENT",
          "the warehouse has no experiment %s; external experiments are: %s"
              .formatted(key, row.getString(1)));
    }
  }
}
