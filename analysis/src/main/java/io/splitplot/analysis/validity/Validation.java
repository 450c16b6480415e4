package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import javax.sql.DataSource;

/** Simulates goals against the functions of a database, block by block, on all processors. */
public final class Validation {
  private static final int BLOCK_RUNS = 500;

  private final DataSource database;
  private final ValidityRequest request;
  private final Progress progress;

  private Validation(DataSource database, ValidityRequest request, Progress progress) {
    this.database = database;
    this.request = request;
    this.progress = progress;
  }

  /** Is told, on the thread that runs the validation, each time that a block is done. */
  @FunctionalInterface
  public interface Progress {
    void done(int blocks, int ofBlocks, String goal);
  }

  private record Task(Goal goal, Block block) {}

  private record Done(Task task, Outcomes outcomes, Duration work) {}

  /**
   * Runs what is asked for.
   *
   * @param database a migrated one, in which schema stats and the assignment are; experiments of
   *     goal G14 stay in it
   * @throws IllegalStateException when the database fails
   */
  public static ValidityResult run(
      DataSource database, ValidityRequest request, Progress progress) {
    return new Validation(database, request, progress).run();
  }

  private ValidityResult run() {
    var startedAt = Instant.now();
    var start = System.nanoTime();
    var goals = Goals.all().stream().filter(request::asksFor).toList();
    var done = simulated(goals.stream().flatMap(goal -> blocks(goal).stream()).toList());
    var results = goals.stream().map(goal -> result(goal, done)).toList();
    return new ValidityResult(
        request, startedAt, Duration.ofNanos(System.nanoTime() - start), version(), results);
  }

  private List<Task> blocks(Goal goal) {
    var tasks = new ArrayList<Task>();
    var runs = goal.runs(request.runs());
    for (var from = 0; from < runs; from += BLOCK_RUNS) {
      var size = Math.min(BLOCK_RUNS, runs - from);
      tasks.add(
          new Task(goal, new Block(request.seed(), goal.key(), from / BLOCK_RUNS, size)));
    }
    return tasks;
  }

  private List<Done> simulated(List<Task> tasks) {
    var processors = Math.min(Runtime.getRuntime().availableProcessors(), tasks.size());
    try (var connections = new Connections(database, processors);
        var executor = Executors.newFixedThreadPool(processors)) {
      var running = new ExecutorCompletionService<Done>(executor);
      var futures =
          tasks.stream().map(task -> running.submit(simulation(task, connections))).toList();
      try {
        for (var count = 1; count <= tasks.size(); count++) {
          progress.done(count, tasks.size(), running.take().get().task.goal.key());
        }
        return futures.stream().map(Future::resultNow).toList();
      } finally {
        executor.shutdownNow();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("SP-VALIDITY-001: " + e.getCause().getMessage(), e.getCause());
    } catch (SQLException e) {
      throw new IllegalStateException("SP-VALIDITY-001: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("SP-VALIDITY-002: interrupted", e);
    }
  }

  private static Callable<Done> simulation(Task task, Connections connections) {
    return () -> {
      var start = System.nanoTime();
      var sql = connections.take();
      try {
        var outcomes = task.goal.simulate(task.block, sql);
        return new Done(task, outcomes, Duration.ofNanos(System.nanoTime() - start));
      } finally {
        connections.give(sql);
      }
    };
  }

  private static GoalResult result(Goal goal, List<Done> all) {
    var own = all.stream().filter(done -> done.task.goal == goal).toList();
    var outcomes = Outcomes.joined(own.stream().map(Done::outcomes).toList());
    var work = own.stream().map(Done::work).reduce(Duration.ZERO, Duration::plus);
    return new GoalResult(
        goal.key(), goal.title(), goal.judge(outcomes), goal.plots(outcomes), work);
  }

  private String version() {
    try (var connection = database.getConnection()) {
      return connection.getMetaData().getDatabaseProductVersion();
    } catch (SQLException e) {
      throw new IllegalStateException("SP-VALIDITY-001: " + e.getMessage(), e);
    }
  }

  /** One for each thread, lent for a block. */
  private static final class Connections implements AutoCloseable {
    private final BlockingQueue<Sql> free = new LinkedBlockingQueue<>();
    private final List<Sql> all = new ArrayList<>();

    private Connections(DataSource database, int count) throws SQLException {
      for (var i = 0; i < count; i++) {
        all.add(new Sql(database.getConnection()));
      }
      free.addAll(all);
    }

    private Sql take() throws InterruptedException {
      return free.take();
    }

    private void give(Sql sql) {
      free.add(sql);
    }

    @Override
    public void close() throws SQLException {
      for (var sql : all) {
        sql.close();
      }
    }
  }
}
