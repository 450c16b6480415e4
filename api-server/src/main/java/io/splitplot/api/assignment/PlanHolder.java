package io.splitplot.api.assignment;

import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The newest plan that this server has, for any number of threads. It stays when the primary is
 * lost; how old it is can be asked.
 */
public final class PlanHolder {
  private record Held(
      @Nullable Plan plan, Instant confirmedAt, boolean isRestored, @Nullable String problem) {}

  private final InstantSource clock;
  private volatile Held held;

  /** A holder with no plan yet. */
  public PlanHolder(InstantSource clock) {
    this.clock = clock;
    this.held = new Held(null, clock.instant(), false, null);
  }

  /** The newest plan; empty until the first one was read. */
  public Optional<Plan> plan() {
    return Optional.ofNullable(held.plan());
  }

  /** The newest plan; a problem 503 until the first one was read. */
  public Plan required() {
    return plan()
        .orElseThrow(() ->
            new ProblemException(
                Problem.of(503, "no_plan", "no configuration has been read yet")
                    .withHint("try again; GET /health/ready says when")));
  }

  /**
   * How long ago the primary last said that the plan is in force; without a plan, since the start.
   */
  public Duration age() {
    return Duration.between(held.confirmedAt(), clock.instant());
  }

  /** When the primary last said that the plan is in force; without a plan, when this started. */
  Instant confirmedAt() {
    return held.confirmedAt();
  }

  /** Whether the plan is one of an earlier run, which the primary has not confirmed in this one. */
  public boolean isRestored() {
    return held.isRestored();
  }

  /** Why the plan could not be confirmed the last time; empty when it was. */
  public Optional<String> problem() {
    return Optional.ofNullable(held.problem());
  }

  /**
   * Waits until the primary has confirmed a plan of at least a version; false when it has not after
   * a time.
   */
  public synchronized boolean await(long version, Duration max) {
    var end = System.nanoTime() + max.toNanos();
    try {
      while (isRestored() || plan().map(Plan::version).orElse(-1L) < version) {
        var left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Begins with a plan of an earlier run. */
  synchronized void restore(Plan plan, Instant confirmedAt) {
    held = new Held(plan, confirmedAt, true, null);
    notifyAll();
  }

  synchronized void confirm(Plan plan) {
    held = new Held(plan, clock.instant(), false, null);
    notifyAll();
  }

  void failed(String problem) {
    var before = held;
    held = new Held(before.plan(), before.confirmedAt(), before.isRestored(), problem);
  }
}
