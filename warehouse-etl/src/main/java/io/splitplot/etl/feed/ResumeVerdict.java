package io.splitplot.etl.feed;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the feed went on after a failover: a row of {@code etl.feed_resume}, which says what each
 * part means. What has not been counted yet is 0.
 *
 * @param way stitched or followed
 * @param verdict running, equal, different or abandoned
 */
public record ResumeVerdict(
    long number,
    String way,
    @Nullable Integer fromTimeline,
    int toTimeline,
    Instant beganAt,
    @Nullable Instant endedAt,
    long hoursCompared,
    long hoursDiffered,
    long hoursDiffer,
    long missing,
    long phantoms,
    long renamed,
    int tablesDiffer,
    String verdict) {

  /** Of the newest resume; null: there was none. */
  public static @Nullable ResumeVerdict newest(Connection warehouse) throws SQLException {
    try (var statement = warehouse.createStatement();
        var row = statement.executeQuery(QUERY)) {
      if (!row.next()) {
        return null;
      }
      var endedAt = row.getTimestamp("ended_at");
      return new ResumeVerdict(
          row.getLong("feed_resume_id"),
          row.getString("way"),
          row.getObject("from_timeline", Integer.class),
          row.getInt("to_timeline"),
          row.getTimestamp("began_at").toInstant(),
          endedAt == null ? null : endedAt.toInstant(),
          row.getLong("hours_compared"),
          row.getLong("hours_differed"),
          row.getLong("hours_differ"),
          row.getLong("missing_count"),
          row.getLong("phantom_count"),
          row.getLong("renamed_count"),
          row.getInt("tables_differ"),
          row.getString("verdict"));
    }
  }

  /** It was begun and has not ended. */
  public boolean isRunning() {
    return verdict.equals("running");
  }

  /** Primary and warehouse have the same. */
  public boolean isEqual() {
    return verdict.equals("equal");
  }

  private static final String QUERY =
      """
      select r.*
      from etl.feed_resume r
      order by r.feed_resume_id desc
      limit 1
      """;
}
