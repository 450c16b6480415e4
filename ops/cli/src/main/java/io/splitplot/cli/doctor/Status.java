package io.splitplot.cli.doctor;

import java.util.Locale;

/** How one thing is, from good to bad. */
enum Status {
  HEALTHY,
  /** Nobody could look, because of something else that is reported by itself. */
  UNKNOWN,
  /** Everything that services need goes on, but somebody should do something. */
  DEGRADED,
  /** Decisions cannot be had, or facts are refused or lost. */
  BROKEN;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
