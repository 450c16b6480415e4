package io.splitplot.simulation;

import java.util.List;

/** What a check found. Unknown is not passed. */
public sealed interface Verdict {
  /** The promise was looked at and kept. */
  record Holds() implements Verdict {}

  /** The promise was broken, and how. */
  record Violated(List<String> evidence) implements Verdict {}

  /** The check couldn't look, and why. */
  record Unknown(String reason) implements Verdict {}
}
