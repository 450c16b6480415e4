package io.splitplot.analysis.validity;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All goals, or some, measured.
 *
 * @param runs how many experiments were simulated for each number
 * @param seed of everything random
 * @param outcomes one for each goal
 */
public record Validation(int runs, long seed, List<Outcome> outcomes) {
  private static final List<Goal> GOALS =
      List.of(
          new WelchGoal(),
          new UniformGoal(),
          new CoverageGoal(),
          new AlwaysValidGoal(),
          new GroupSequentialGoal(),
          new PowerGoal(),
          new SplitGoal(),
          new CovariateGoal(),
          new RatioGoal(),
          new RampGoal(),
          new MultiplicityGoal(),
          new SkewGoal(),
          new PeekingGoal(),
          new AssignmentGoal());

  public Validation {
    outcomes = List.copyOf(outcomes);
  }

  /**
   * What came out of a goal.
   *
   * @param goal its short name
   * @param claim what it promises
   * @param checks what was measured
   * @param plots curves that show more than a number does
   * @param took the time it needed
   */
  public record Outcome(
      String goal, String claim, List<Check> checks, List<Plot> plots, Duration took) {
    public Outcome {
      checks = List.copyOf(checks);
      plots = List.copyOf(plots);
    }

    /** Whether everything came out as it must. */
    public boolean isPassed() {
      return checks.stream().allMatch(Check::isPassed);
    }
  }

  /** The short names of all goals, in order. */
  public static List<String> goals() {
    return GOALS.stream().map(Goal::name).toList();
  }

  /**
   * Measures goals.
   *
   * @param connection to a database with the newest primary schema; nothing in it is changed
   * @param runs how many experiments to simulate for each number
   * @param seed of everything random
   * @param goals the short names of those to measure
   * @param progress is told what is next
   */
  public static Validation run(
      Connection connection, int runs, long seed, Set<String> goals, Consumer<String> progress)
      throws SQLException {
    var trial = new Trial(connection, runs, seed);
    var outcomes = new ArrayList<Outcome>();
    for (var goal : GOALS) {
      if (goals.contains(goal.name())) {
        progress.accept(goal.name() + " " + goal.claim());
        outcomes.add(measure(goal, trial));
      }
    }
    return new Validation(runs, seed, outcomes);
  }

  private static Outcome measure(Goal goal, Trial trial) throws SQLException {
    var start = System.nanoTime();
    var findings = goal.measure(trial);
    var took = Duration.ofNanos(System.nanoTime() - start);
    return new Outcome(goal.name(), goal.claim(), findings.checks(), findings.plots(), took);
  }

  /** Whether everything came out as it must. */
  public boolean isPassed() {
    return outcomes.stream().allMatch(Outcome::isPassed);
  }

  /** The time of all goals together. */
  public Duration took() {
    return outcomes.stream().map(Outcome::took).reduce(Duration.ZERO, Duration::plus);
  }
}
