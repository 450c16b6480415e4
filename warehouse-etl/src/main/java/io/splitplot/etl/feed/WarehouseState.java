package io.splitplot.etl.feed;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The feed and the rollups as the warehouse sees them: the view {@code etl.feed_state}, which says
 * what each part means.
 *
 * @param lag age of the newest heartbeat of the primary that was applied; null: none came yet. It
 *     compares the clocks of two servers.
 * @param appliedTo position in the primary's log; null while the apply worker does not run
 */
public record WarehouseState(
    boolean subscribed,
    boolean enabled,
    boolean applying,
    int copied,
    int tables,
    @Nullable Duration lag,
    @Nullable String appliedTo,
    long applyErrors,
    long copyErrors,
    Watermark watermark,
    Views views,
    long refusedRows,
    @Nullable RollupProblem rollupProblem) {

  /**
   * How far the reports have come.
   *
   * @param batch 0: there was none
   * @param age since when it can be seen; null: there was none
   * @param waitingFacts have arrived and are in no report
   */
  public record Watermark(
      long batch, @Nullable Duration age, long exposureTo, long eventTo, long waitingFacts) {}

  /**
   * What the materialized views show.
   *
   * @param age since they were refreshed, of the oldest
   * @param batch that it shows; 0: the beginning
   */
  public record Views(@Nullable Duration age, long batch) {}

  /** Why the rollups cannot advance, and for how long. */
  public record RollupProblem(String detail, @Nullable Duration age) {}

  /** Asks the warehouse. */
  public static WarehouseState read(Connection warehouse) throws SQLException {
    try (var statement = warehouse.createStatement();
        var row = statement.executeQuery(QUERY)) {
      row.next();
      var problem = row.getString("rollup_problem");
      return new WarehouseState(
          row.getBoolean("is_subscribed"),
          row.getBoolean("is_enabled"),
          row.getBoolean("is_applying"),
          row.getInt("copied"),
          row.getInt("tables"),
          duration(row, "lag"),
          row.getString("applied_to"),
          row.getLong("apply_errors"),
          row.getLong("copy_errors"),
          new Watermark(
              row.getLong("batch_id"),
              duration(row, "batch_age"),
              row.getLong("feed_exposure_to"),
              row.getLong("feed_event_to"),
              row.getLong("waiting_facts")),
          new Views(duration(row, "views_age"), row.getLong("views_batch")),
          row.getLong("refused_rows"),
          problem == null ? null : new RollupProblem(problem, duration(row, "problem_age")));
    }
  }

  /** A clock that is behind the primary's makes no negative ages. */
  private static @Nullable Duration duration(ResultSet row, String column) throws SQLException {
    var seconds = row.getBigDecimal(column);
    return seconds == null
        ? null
        : Duration.ofMillis(seconds.max(BigDecimal.ZERO).movePointRight(3).longValue());
  }

  private static final String QUERY =
      """
      select
        f.is_subscribed, f.is_enabled, f.is_applying, f.copied, f.tables, f.applied_to,
        f.apply_errors, f.copy_errors, f.batch_id, f.feed_exposure_to, f.feed_event_to,
        f.waiting_facts, f.refused_rows, f.rollup_problem,
        extract(epoch from f.heartbeat_age) as lag,
        extract(epoch from f.batch_age) as batch_age,
        extract(epoch from f.rollup_problem_age) as problem_age,
        extract(epoch from clock_timestamp() - v.refreshed_at) as views_age,
        case when v.data_as_of is null then 0 else v.batch_id end as views_batch
      from etl.feed_state f
      left join (select * from rollup.refreshed order by refreshed_at limit 1) v on true
      """;
}
