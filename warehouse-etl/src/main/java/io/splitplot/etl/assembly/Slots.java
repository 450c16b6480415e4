package io.splitplot.etl.assembly;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** The staging tables of a line that are free: one is filled while another is merged. */
final class Slots {
  static final int COUNT = 2;

  private final BlockingQueue<Integer> free = new ArrayBlockingQueue<>(COUNT);

  Slots() {
    for (var slot = 1; slot <= COUNT; slot++) {
      free.add(slot);
    }
  }

  /** Waits for a free one. */
  int take() throws InterruptedException {
    return free.take();
  }

  void giveBack(int slot) {
    free.add(slot);
  }
}
