package io.splitplot.etl.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.etl.EtlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A line of numbers: what comes out, in which order, and what happens when a station is slow or
 * fails.
 */
class LineTest {
  private static final Duration EVERY = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofMillis(20);

  /** Numbers from 0. */
  private static Line.Source<Integer> numbers(int count, AtomicInteger read) {
    return () -> {
      var number = read.getAndIncrement();
      return number < count ? Optional.of(number) : Optional.empty();
    };
  }

  /** Makes lists of so many. */
  private static class Lists implements Line.Gathering<Integer, List<Integer>> {
    private final int size;
    private List<Integer> list = new ArrayList<>();

    Lists(int size) {
      this.size = size;
    }

    @Override
    public void awaitRoom() {
      // lists have room
    }

    @Override
    public Optional<List<Integer>> take(Integer number) {
      list.add(number);
      return list.size() == size ? rest() : Optional.empty();
    }

    @Override
    public Optional<List<Integer>> rest() {
      var whole = list;
      list = new ArrayList<>();
      return whole.isEmpty() ? Optional.empty() : Optional.of(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 500})
  void everythingComesOutOnceAndInOrder(int count) throws InterruptedException {
    var random = new Random(count);
    var out = new ArrayList<Integer>();
    var told = new ArrayList<List<StationFigures>>();

    Line.from("read", 16, numbers(count, new AtomicInteger()), _ -> 1)
        .station("work", 5, number -> later(number, random.nextInt(200_000)), _ -> 1)
        .gather("gather", PATIENCE, new Lists(3), _ -> 1)
        .into("write", out::addAll, List::size)
        .run(EVERY, told::add);

    assertThat(out).hasSize(count).isSorted().doesNotHaveDuplicates();
    assertThat(told.getLast())
        .extracting(StationFigures::rows)
        .containsExactly((long) count, (long) count, (long) count, (long) count);
  }

  private static Integer later(Integer number, long nanos) {
    LockSupport.parkNanos(nanos);
    return number;
  }

  @Test
  void whatIsSlowAtTheEndHoldsBackTheReading() throws InterruptedException {
    var read = new AtomicInteger();
    var go = new CountDownLatch(1);
    var portionsMax = 10;
    var seenWhileStuck = new AtomicInteger();

    Line.from("read", portionsMax, numbers(100_000, read), _ -> 1)
        .station("work", 2, number -> number, _ -> 1)
        .gather("gather", PATIENCE, new Lists(1), _ -> 1)
        .into(
            "write",
            list -> {
              if (list.getFirst() == 0) {
                awaitStill(read);
                seenWhileStuck.set(read.get());
                go.countDown();
              }
            },
            List::size)
        .run(EVERY, _ -> {});

    assertThat(go.getCount()).isZero();
    // one in the sink, one on its belt, one in the gathering's hands, and those on the line
    assertThat(seenWhileStuck.get()).isLessThanOrEqualTo(portionsMax + 4);
  }

  /** Until nothing has been read for a while. */
  private static void awaitStill(AtomicInteger read) {
    var last = -1;
    while (read.get() != last) {
      last = read.get();
      LockSupport.parkNanos(100_000_000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "work", "gather", "write"})
  void theFirstFailureStopsTheLineAndIsTheExceptionSeen(String station) {
    var count = new AtomicInteger();
    Line.Source<Integer> source = () -> Optional.of(failAt(station, "read", count));
    var line =
        Line.from("read", 8, source, _ -> 1)
            .station("work", 3, _ -> failAt(station, "work", count), _ -> 1)
            .gather(
                "gather",
                PATIENCE,
                new Line.Gathering<Integer, Integer>() {
                  @Override
                  public void awaitRoom() {
                    // nothing is kept
                  }

                  @Override
                  public Optional<Integer> take(Integer load) {
                    return Optional.of(failAt(station, "gather", count));
                  }

                  @Override
                  public Optional<Integer> rest() {
                    return Optional.empty();
                  }
                },
                _ -> 1)
            .into("write", _ -> failAt(station, "write", count), _ -> 1);

    assertThatThrownBy(() -> line.run(EVERY, _ -> {}))
        .isInstanceOf(EtlException.class)
        .hasMessage("SP-LINE-STATION: the station " + station + " failed: broken")
        .hasRootCauseInstanceOf(IllegalStateException.class);
  }

  private static int failAt(String broken, String station, AtomicInteger count) {
    if (station.equals(broken) && count.incrementAndGet() == 50) {
      throw new IllegalStateException("broken");
    }
    return 1;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void theSlowStationIsNamed(int slow) throws InterruptedException {
    var names = List.of("read", "decode", "check", "stage", "merge");
    var told = new ArrayList<List<StationFigures>>();
    var source = numbers(120, new AtomicInteger());
    Line.Source<Integer> reading =
        () -> {
          work(slow == 0);
          return source.next();
        };

    Line.from(names.get(0), 16, reading, _ -> 1)
        .station(names.get(1), 2, number -> work(number, slow == 1), _ -> 1)
        .station(names.get(2), 1, number -> work(number, slow == 2), _ -> 1)
        .gather(
            names.get(3),
            PATIENCE,
            new Lists(2) {
              @Override
              public Optional<List<Integer>> take(Integer number) {
                work(slow == 3);
                return super.take(number);
              }
            },
            _ -> 1)
        .into(
            names.get(4),
            list -> {
              work(slow == 4);
              work(slow == 4);
            },
            List::size)
        .run(EVERY, told::add);

    assertThat(Bottleneck.of(told.getLast()).station()).isEqualTo(names.get(slow));
    assertThat(Bottleneck.sentence(told.getLast()))
        .startsWith(names.get(slow) + " is the bottleneck");
  }

  private static Integer work(Integer number, boolean isSlow) {
    work(isSlow);
    return number;
  }

  private static void work(boolean isSlow) {
    LockSupport.parkNanos(isSlow ? 5_000_000 : 50_000);
  }
}
