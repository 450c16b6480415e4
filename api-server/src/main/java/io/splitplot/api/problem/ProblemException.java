package io.splitplot.api.problem;

/** Ends the work on a request, or on one item of it, with a problem. */
public final class ProblemException extends RuntimeException {
  private final transient Problem problem;

  /** A problem that the caller can do something about. */
  public ProblemException(Problem problem) {
    // Without a stack trace: broken input is the client's business and must stay cheap for us.
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
