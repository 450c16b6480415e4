package io.splitplot.cli.warehouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For how long the warehouse keeps facts, and what follows from that.
 *
 * @param factsKept an ISO 8601 duration; null: for ever
 * @param partitions all days that are there
 * @param days those that have been kept for so long
 * @param needs what running experiments need
 */
record Retention(
    @Nullable String factsKept, Partitions partitions, List<Day> days, List<Need> needs) {

  /** The days that are there. */
  record Partitions(int days, String first, String last, long bytes) {}

  /**
   * A day that has been kept for long enough.
   *
   * @param heldBy running experiments that need it; none: it can go
   * @param seals experiments that are over and were computed from it
   */
  record Day(String day, long bytes, List<String> heldBy, List<String> seals) {}

  /** From when on a running experiment needs facts, in words. */
  record Need(String experiment, String since) {}

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** As it is set. */
  static Retention of(Connection warehouse) throws SQLException {
    return of(warehouse, "(select facts_kept from fact.setting)", List.of());
  }

  /** As if facts were kept for so many days; null: for ever. */
  static Retention of(Connection warehouse, @Nullable Integer days) throws SQLException {
    return days == null
        ? of(warehouse, "null::interval", List.of())
        : of(warehouse, "make_interval(days => ?)", List.of(days));
  }

  /** Sets for how many days facts are kept; null: for ever. */
  static void change(Connection warehouse, @Nullable Integer days) throws SQLException {
    try (var call =
        warehouse.prepareStatement("select fact.change_facts_kept(make_interval(days => ?))")) {
      call.setObject(1, days, java.sql.Types.INTEGER);
      call.execute();
    }
  }

  private static Retention of(Connection warehouse, String kept, List<Integer> parameters)
      throws SQLException {
    try (var setting = warehouse.createStatement()) {
      setting.execute("set intervalstyle = 'iso_8601'");
    }
    return new Retention(
        list(warehouse, "select " + kept, parameters, row -> new Value(row.getString(1)))
            .getFirst()
            .text(),
        list(
                warehouse,
                "select count(distinct day), min(day), max(day), sum(bytes) from fact.partition where row_count > 0 or day < current_date",
                List.of(),
                Retention::partitions)
            .getFirst(),
        list(
            warehouse,
            "select day, bytes, held_by, seals from fact.days_to_drop(" + kept + ")",
            parameters,
            Retention::day),
        list(
            warehouse,
            """
            select coalesce(n.key, 'experiment ' || n.experiment_id),
              case when isfinite(n.since) then format('from %s on', n.since)
                else 'of all days: a metric has a covariate without a window' end
            from rollup.needed_fact n
            where not n.is_sealed and n.measured_until > now()
            order by n.since, 1
            """,
            List.of(),
            row -> new Need(row.getString(1), row.getString(2))));
  }

  private record Value(@Nullable String text) {}

  private static <T> List<T> list(
      Connection warehouse, String query, List<Integer> parameters, RowReader<T> reader)
      throws SQLException {
    try (var statement = warehouse.prepareStatement(query)) {
      set(statement, parameters);
      try (var rows = statement.executeQuery()) {
        var read = new ArrayList<T>();
        while (rows.next()) {
          read.add(reader.read(rows));
        }
        return read;
      }
    }
  }

  private static void set(PreparedStatement statement, List<Integer> parameters)
      throws SQLException {
    for (var i = 0; i < parameters.size(); i++) {
      statement.setInt(i + 1, parameters.get(i));
    }
  }

  private static Partitions partitions(ResultSet row) throws SQLException {
    return new Partitions(row.getInt(1), row.getString(2), row.getString(3), row.getLong(4));
  }

  private static Day day(ResultSet row) throws SQLException {
    return new Day(row.getString(1), row.getLong(2), texts(row, "held_by"), texts(row, "seals"));
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    return List.of((String[]) row.getArray(column).getArray());
  }

  /** For how long, in words. */
  String kept() {
    return factsKept == null ? "for ever" : "for " + factsKept;
  }
}
