package io.splitplot.analysis.validity;

import java.sql.SQLException;

/** Something that the statistics promise, and that a simulation can refute. */
interface Goal {
  /** Its short name, such as G1. */
  String name();

  /** The promise in words. */
  String claim();

  /** Simulates, has SQL compute, and compares. */
  Findings measure(Trial trial) throws SQLException;
}
