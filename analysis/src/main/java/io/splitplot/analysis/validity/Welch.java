package io.splitplot.analysis.validity;

import java.sql.SQLException;

/** Comparisons of means, by SQL. */
final class Welch {
  private static final String P_VALUES =
      "select w.p_value from %s cross join lateral stats.welch(%s) w order by r.row"
          .formatted(Comparisons.ROWS, Comparisons.ARMS);

  private static final String STATISTICS =
      "select w.statistic from %s cross join lateral stats.welch(%s) w order by r.row"
          .formatted(Comparisons.ROWS, Comparisons.ARMS);

  private Welch() {}

  /** A p-value a comparison. */
  static Outcomes pValues(Sql sql, Comparisons comparisons) throws SQLException {
    return sql.query(P_VALUES, comparisons.arrays());
  }

  /** A statistic a comparison, which for hundreds of units is a z. */
  static double[] statistics(Sql sql, Comparisons comparisons) throws SQLException {
    return sql.query(STATISTICS, comparisons.arrays()).column("statistic");
  }
}
