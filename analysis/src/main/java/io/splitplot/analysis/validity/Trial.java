package io.splitplot.analysis.validity;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * What a goal works with.
 *
 * @param connection to a database with the schema {@code stats}
 * @param runs how many experiments are simulated for each number
 * @param seed of everything random
 */
record Trial(Connection connection, int runs, long seed) {
  /** What is held in memory at a time. */
  private static final int ROWS_AT_ONCE = 100_000;

  /** Makes the data of one experiment. */
  interface Experiment {
    /** Adds the experiment's rows. */
    void simulate(int run, Rows rows);
  }

  /** Random numbers of its own for each name, so that one goal alone gives what all together do. */
  Sampler sampler(String name) {
    return new Sampler(seed * 1_000_003 + name.hashCode());
  }

  /**
   * Simulates every run and has SQL evaluate them, in one statement, or in several where the rows
   * would be too many for the memory.
   *
   * @param names the columns of {@code sample}
   * @param rowsPerRun the most rows that one experiment adds
   * @param sql a statement that reads {@code sample}
   * @return the columns of all results
   */
  double[][] simulate(List<String> names, int rowsPerRun, Experiment experiment, String sql)
      throws SQLException {
    var batch = Math.max(1, ROWS_AT_ONCE / rowsPerRun);
    var results = new double[0][];
    for (var first = 0; first < runs; first += batch) {
      var end = Math.min(runs, first + batch);
      var rows = new Rows(names, (end - first) * rowsPerRun);
      for (var run = first; run < end; run++) {
        experiment.simulate(run, rows);
      }
      results = joined(results, rows.query(connection, sql));
    }
    return results;
  }

  /** The one number that a statement gives. */
  double number(String sql) throws SQLException {
    return new Rows(List.of("nothing"), 0).query(connection, sql)[0][0];
  }

  private static double[][] joined(double[][] earlier, double[][] later) {
    if (earlier.length == 0) {
      return later;
    }
    var both = new double[earlier.length][];
    for (var i = 0; i < earlier.length; i++) {
      both[i] = Arrays.copyOf(earlier[i], earlier[i].length + later[i].length);
      System.arraycopy(later[i], 0, both[i], earlier[i].length, later[i].length);
    }
    return both;
  }
}
