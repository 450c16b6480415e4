package io.splitplot.analysis.validity;

/**
 * Some of a goal's runs, simulated and judged in one go.
 *
 * @param goal whose runs these are
 * @param number from 0
 * @param runs how many there are
 */
record Block(long seed, String goal, int number, int runs) {

  /** The block's own random numbers: they depend on nothing that runs before or beside it. */
  Draws draws() {
    return Draws.of(seed, goal, number);
  }
}
