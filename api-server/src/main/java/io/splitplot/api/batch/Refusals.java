package io.splitplot.api.batch;

import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;

/** Why facts are not taken now, and what is known of them. */
final class Refusals {
  private static final int UNAVAILABLE = 503;
  private static final String NOTHING = "nothing of this is stored; send it again later";
  private static final String UNKNOWN =
      "it is not known whether this is stored; send it again with the same ids, then it counts once";

  private Refusals() {}

  /** The buffer is full. */
  static ProblemException full() {
    return of("overloaded", "too many facts wait to be stored", NOTHING);
  }

  /** It was not its turn in time. */
  static ProblemException late() {
    return of("overloaded", "the facts have waited too long to be stored", NOTHING);
  }

  /** The primary does not take writes, and the spool takes no more. */
  static ProblemException spoolFull(String why) {
    return of("spool_full", "the database does not answer, and the spool is full: " + why, UNKNOWN);
  }

  /** The primary does not take writes, and there is no spool. */
  static ProblemException away() {
    return of("database_unavailable", "the database does not answer", UNKNOWN);
  }

  /** It was begun, and is not finished in time. */
  static ProblemException unknown() {
    return of("database_unavailable", "the facts were not confirmed in time", UNKNOWN);
  }

  private static ProblemException of(String code, String detail, String hint) {
    return new ProblemException(Problem.of(UNAVAILABLE, code, detail).withHint(hint));
  }
}
