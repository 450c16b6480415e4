package io.splitplot.etl.line;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Between two stations. Who finds it full waits, and so does whoever is before: no station can be
 * overrun.
 */
final class Belt<T> {
  private final BlockingQueue<Portion<T>> portions;
  private final int capacity;

  Belt(int capacity) {
    this.capacity = capacity;
    portions = new ArrayBlockingQueue<>(capacity);
  }

  void put(Portion<T> portion) throws InterruptedException {
    portions.put(portion);
  }

  Portion<T> take() throws InterruptedException {
    return portions.take();
  }

  Optional<Portion<T>> poll(Duration limit) throws InterruptedException {
    return Optional.ofNullable(portions.poll(limit.toNanos(), TimeUnit.NANOSECONDS));
  }

  int depth() {
    return portions.size();
  }

  int capacity() {
    return capacity;
  }
}
