package io.splitplot.api.spool;

/** Nothing of what was to be kept is kept, as a bound is reached or the disk cannot be written. */
public final class SpoolException extends Exception {
  SpoolException(String message) {
    super(message);
  }

  SpoolException(String message, Throwable cause) {
    super(message, cause);
  }
}
