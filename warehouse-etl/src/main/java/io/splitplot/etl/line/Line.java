package io.splitplot.etl.line;

import io.splitplot.etl.EtlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Stations one after another, each with its own threads.
 *
 * <p>The memory is bounded by construction: a belt holds so many portions, and only so many are on
 * the whole line at once. Stations with several workers may overtake each other; where the order
 * matters (in the last two stations) it is that of the source again.
 *
 * <p>The first failure stops every station, and is the exception that {@link #run} throws.
 */
public final class Line {
  private static final int ROOM = 8;

  /** The first station: gives pieces of work until nothing is left. */
  @FunctionalInterface
  public interface Source<T> {
    Optional<T> next() throws Exception;
  }

  /** A station that makes one piece of work of another, the same way whatever came before. */
  @FunctionalInterface
  public interface Work<T, R> {
    R apply(T load) throws Exception;
  }

  /**
   * A station that makes fewer and larger pieces of many; one worker, in the order of the source.
   */
  public interface Gathering<T, R> {
    /** Called before {@link #take}: waits until there is room to put things; that is no work. */
    void awaitRoom() throws Exception;

    /** Takes one more; gives a whole one when there is. */
    Optional<R> take(T load) throws Exception;

    /**
     * Called when nothing came for a while, and at the end: gives what there is, if there is any.
     */
    Optional<R> rest() throws Exception;
  }

  /** The last station; one worker, in the order of the source. */
  @FunctionalInterface
  public interface Sink<T> {
    void accept(T load) throws Exception;
  }

  /** What a station does in each of its threads. */
  private interface Worker {
    void run() throws Exception;
  }

  private record Post(Station station, Worker worker) {}

  private final List<Post> posts = new ArrayList<>();
  private final Semaphore onTheLine;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private Line(int portionsMax) {
    onTheLine = new Semaphore(portionsMax);
  }

  /**
   * Begins a line.
   *
   * @param portionsMax how many pieces may be on the line at once
   * @param rows how many rows a piece has
   */
  public static <T> Part<T> from(
      String name, int portionsMax, Source<T> source, ToLongFunction<T> rows) {
    var line = new Line(portionsMax);
    var belt = new Belt<T>(ROOM);
    var station = new Station(name, 1, () -> 0, 0);
    line.posts.add(new Post(station, () -> line.read(source, rows, station, belt)));
    return new Part<>(line, belt);
  }

  /** A line whose last belt has no station yet. */
  public static final class Part<T> {
    private final Line line;
    private final Belt<T> belt;

    private Part(Line line, Belt<T> belt) {
      this.line = line;
      this.belt = belt;
    }

    /**
     * Adds a station.
     *
     * @param workers how many pieces it works on at once
     * @param rows how many rows a finished piece has
     */
    public <R> Part<R> station(String name, int workers, Work<T, R> work, ToLongFunction<R> rows) {
      var next = new Belt<R>(ROOM);
      var station = line.add(name, workers, belt);
      var active = new AtomicInteger(workers);
      line.post(station, () -> work(work, rows, station, next, active));
      return new Part<>(line, next);
    }

    private <R> void work(
        Work<T, R> work,
        ToLongFunction<R> rows,
        Station station,
        Belt<R> next,
        AtomicInteger active)
        throws Exception {
      for (var portion = belt.take(); portion.load().isPresent(); portion = belt.take()) {
        var begun = station.begun();
        var done = work.apply(portion.load().get());
        station.finished(begun, rows.applyAsLong(done));
        next.put(new Portion<>(portion.number(), Optional.of(done)));
      }
      if (active.decrementAndGet() == 0) {
        next.put(Portion.end());
      } else {
        belt.put(Portion.end());
      }
    }

    /**
     * Adds a station that makes few pieces of many. What it has taken is no longer on the line.
     *
     * @param patience after so long without anything to do it gives what it has
     */
    public <R> Gathered<R> gather(
        String name, Duration patience, Gathering<T, R> gathering, ToLongFunction<T> rows) {
      var next = new Belt<R>(1);
      var station = line.add(name, 1, belt);
      line.post(station, () -> gather(gathering, patience, rows, station, next));
      return new Gathered<>(line, next);
    }

    private <R> void gather(
        Gathering<T, R> gathering,
        Duration patience,
        ToLongFunction<T> rows,
        Station station,
        Belt<R> next)
        throws Exception {
      var inOrder = new InOrder<>(belt);
      var given = 0L;
      while (true) {
        var portion = inOrder.poll(patience);
        var load = portion.flatMap(Portion::load);
        if (load.isPresent()) {
          gathering.awaitRoom();
        }
        var begun = station.begun();
        var whole = load.isPresent() ? gathering.take(load.get()) : gathering.rest();
        station.finished(begun, load.map(rows::applyAsLong).orElse(0L));
        if (load.isPresent()) {
          line.onTheLine.release();
        }
        if (whole.isPresent()) {
          next.put(new Portion<>(given++, whole));
        }
        if (portion.isPresent() && load.isEmpty()) {
          next.put(Portion.end());
          return;
        }
      }
    }
  }

  /** A line that lacks its last station. */
  public static final class Gathered<T> {
    private final Line line;
    private final Belt<T> belt;

    private Gathered(Line line, Belt<T> belt) {
      this.line = line;
      this.belt = belt;
    }

    /** Ends the line. */
    public Line into(String name, Sink<T> sink, ToLongFunction<T> rows) {
      var station = line.add(name, 1, belt);
      line.post(station, () -> drain(sink, rows, station));
      return line;
    }

    private void drain(Sink<T> sink, ToLongFunction<T> rows, Station station) throws Exception {
      for (var load = belt.take().load(); load.isPresent(); load = belt.take().load()) {
        var begun = station.begun();
        sink.accept(load.get());
        station.finished(begun, rows.applyAsLong(load.get()));
      }
    }
  }

  /** Puts portions that workers finished in any order back into the order of the source. */
  private static final class InOrder<T> {
    private final Belt<T> belt;
    private final HashMap<Long, Portion<T>> early = new HashMap<>();
    private long next;

    InOrder(Belt<T> belt) {
      this.belt = belt;
    }

    /** The next one; nothing when it did not come within the limit. */
    Optional<Portion<T>> poll(Duration limit) throws InterruptedException {
      var due = early.remove(next);
      while (due == null) {
        var portion = belt.poll(limit);
        if (portion.isEmpty()) {
          return portion;
        }
        if (portion.get().load().isEmpty()) {
          return portion;
        }
        early.put(portion.get().number(), portion.get());
        due = early.remove(next);
      }
      next++;
      return Optional.of(due);
    }
  }

  private Station add(String name, int workers, Belt<?> before) {
    return new Station(name, workers, before::depth, before.capacity());
  }

  private void post(Station station, Worker worker) {
    posts.add(new Post(station, worker));
  }

  private <T> void read(Source<T> source, ToLongFunction<T> rows, Station station, Belt<T> belt)
      throws Exception {
    for (var number = 0L; ; number++) {
      onTheLine.acquire();
      var begun = station.begun();
      var load = source.next();
      station.finished(begun, load.map(rows::applyAsLong).orElse(0L));
      if (load.isEmpty()) {
        belt.put(Portion.end());
        return;
      }
      belt.put(new Portion<>(number, load));
    }
  }

  /**
   * Runs until the source has nothing left and everything has gone through.
   *
   * @param every how often the observer is told
   * @param observer is told each station's figures since it was told last, and at the end those of
   *     the whole run
   * @throws EtlException the first failure, when it is one; else {@code SP-LINE-STATION} with the
   *     first failure as its cause
   */
  public void run(Duration every, Consumer<List<StationFigures>> observer)
      throws InterruptedException {
    var running = new CountDownLatch(posts.stream().mapToInt(p -> p.station().workers()).sum());
    var started = readings();
    var threads = start(running);
    try {
      var last = started;
      while (!running.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
        var now = readings();
        observer.accept(figures(last, now));
        last = now;
      }
    } finally {
      threads.forEach(Thread::interrupt);
      for (var thread : threads) {
        thread.join();
      }
    }
    throwFailure();
    observer.accept(figures(started, readings()));
  }

  private List<Thread> start(CountDownLatch running) {
    var threads = new ArrayList<Thread>();
    for (var post : posts) {
      for (var i = 0; i < post.station().workers(); i++) {
        var name = "splitplot-line-" + post.station().name();
        threads.add(Thread.ofVirtual().name(name).unstarted(() -> run(post, threads, running)));
      }
    }
    threads.forEach(Thread::start);
    return threads;
  }

  private void run(Post post, List<Thread> threads, CountDownLatch running) {
    try {
      post.worker().run();
    } catch (Throwable e) {
      // Whatever it is: a line that lost a worker would stand still for ever.
      if (failure.compareAndSet(null, named(post.station(), e))) {
        threads.forEach(Thread::interrupt);
      }
    } finally {
      running.countDown();
    }
  }

  private static Throwable named(Station station, Throwable e) {
    return e instanceof EtlException
        ? e
        : new EtlException(
            "SP-LINE-STATION", "the station " + station.name() + " failed: " + e.getMessage(), e);
  }

  private void throwFailure() {
    if (failure.get() instanceof EtlException e) {
      throw e;
    }
  }

  private List<Station.Reading> readings() {
    return posts.stream().map(post -> post.station().read()).toList();
  }

  private List<StationFigures> figures(List<Station.Reading> from, List<Station.Reading> to) {
    var figures = new ArrayList<StationFigures>();
    for (var i = 0; i < posts.size(); i++) {
      figures.add(posts.get(i).station().between(from.get(i), to.get(i)));
    }
    return figures;
  }
}
