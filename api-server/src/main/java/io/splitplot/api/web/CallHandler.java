package io.splitplot.api.web;

/** Answers one kind of call. */
@FunctionalInterface
public interface CallHandler {
  /** Answers, or throws a {@link io.splitplot.api.problem.ProblemException} that is the answer. */
  void handle(Call call);
}
