package io.splitplot.analysis.validity;

import io.splitplot.analysis.sequential.Crossing;
import io.splitplot.analysis.validity.Plot.Kind;
import io.splitplot.analysis.validity.Plot.Line;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Experiments that stop at the first look that rejects: by which look, how many have. */
final class Stopping {
  private static final String FIXED =
      """
      select coalesce(min(mod(r.row - 1, %%d) + 1) filter (where w.p_value <= 0.05), 0) as stopped
      from %s cross join lateral stats.welch(%s) w
      group by (r.row - 1) / %%d
      order by (r.row - 1) / %%d
      """
          .formatted(Comparisons.ROWS, Comparisons.ARMS);

  private static final String ALWAYS_VALID =
      """
      select
        coalesce(min(mod(r.row - 1, %%d) + 1) filter (where two.p_value <= 0.05), 0) as two_sided,
        coalesce(min(mod(r.row - 1, %%d) + 1) filter (where one.p_value <= 0.05), 0) as one_sided
      from %s
      cross join lateral stats.welch(%s) w
      cross join lateral stats.always_valid(
        w.difference, w.standard_error,
        stats.mixing_variance(w.standard_error, r.n_c + r.n_t, %%s)) two
      cross join lateral stats.always_valid_one_sided(
        w.difference, w.standard_error,
        stats.mixing_variance(w.standard_error, r.n_c + r.n_t, %%s, 0.9)) one
      group by (r.row - 1) / %%d
      order by (r.row - 1) / %%d
      """
          .formatted(Comparisons.ROWS, Comparisons.ARMS);

  private Stopping() {}

  /** By Welch's test, as if each look were the only one: the look that stopped, or 0. */
  static Outcomes fixed(Sql sql, int looks, Comparisons comparisons) throws SQLException {
    return sql.query(FIXED.formatted(looks, looks, looks), comparisons.arrays());
  }

  /** By the always-valid tests: the look that stopped, or 0. */
  static Outcomes alwaysValid(Sql sql, int looks, double planned, Comparisons comparisons)
      throws SQLException {
    return sql.query(
        ALWAYS_VALID.formatted(looks, looks, planned, planned, looks, looks),
        comparisons.arrays());
  }

  /** How many have stopped at any look. */
  static int count(Outcomes outcomes, String column) {
    return outcomes.count(column, look -> look > 0);
  }

  /** The share that has stopped by each look, as a line. */
  static Line line(String name, Kind kind, Outcomes outcomes, String column, int looks) {
    var shares =
        IntStream.rangeClosed(1, looks)
            .mapToObj(look ->
                (double) outcomes.count(column, at -> at > 0 && at <= look) / outcomes.rows())
            .toList();
    return new Line(name, kind, numbers(looks), shares);
  }

  /** The exact chance to have stopped by each look, as a line. */
  static Line line(String name, Crossing crossing) {
    var chances = new ArrayList<Double>();
    var sum = 0.0;
    for (var look = 0; look < crossing.above().size(); look++) {
      sum += crossing.above().get(look) + crossing.below().get(look);
      chances.add(sum);
    }
    return new Line(name, Kind.EXPECTED, numbers(chances.size()), chances);
  }

  /** A constant, as a line. */
  static Line line(String name, double level, int looks) {
    return new Line(name, Kind.LIMIT, List.of(1.0, (double) looks), List.of(level, level));
  }

  private static List<Double> numbers(int looks) {
    return IntStream.rangeClosed(1, looks).mapToObj(look -> (double) look).toList();
  }
}
