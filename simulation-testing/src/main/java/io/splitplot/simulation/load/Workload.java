package io.splitplot.simulation.load;

/** What is sent: a path and a body for each number from 0. */
interface Workload {
  /** A request. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes it
  record Request(String path, byte[] body) {}

  /** Called by many threads, each number once. */
  Request request(long number);
}
