package io.splitplot.simulation;

/**
 * A request stayed without an answer after every attempt, so nobody knows what became of it: what
 * it reported may be stored or not.
 */
final class UnansweredException extends Exception {
  UnansweredException(String message) {
    super(message);
  }
}
