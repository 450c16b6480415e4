package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.List;

/** Something that the statistics promise. It is simulated block by block, then judged at once. */
interface Goal {
  /** The level of the tests, and 1 less the confidence of the intervals. */
  double ALPHA = 0.05;

  /** Its number, such as G1. */
  String key();

  /** What is promised. */
  String title();

  /** How many of the runs that were asked for make sense here. */
  default int runs(int asked) {
    return asked;
  }

  /** Makes up a block's experiments and has SQL judge them. */
  Outcomes simulate(Block block, Sql sql) throws SQLException;

  /** Compares what came out of all blocks with what must. */
  List<Finding> judge(Outcomes outcomes);

  /** What is worth seeing. */
  default List<Plot> plots(Outcomes outcomes) {
    return List.of();
  }
}
