package io.splitplot.api.access;

import io.splitplot.api.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** What the database last said about a key, and when. */
final class KnownKey {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration GOOD_WITHOUT_DATABASE = Duration.ofHours(1);

  private final InstantSource clock;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile Optional<Caller> caller;
  private volatile Instant confirmedAt;
  private volatile Instant askedAt; // later than confirmedAt when there was no answer

  KnownKey(Caller caller, Instant confirmedAt, InstantSource clock) {
    this.caller = Optional.of(caller);
    this.clock = clock;
    this.confirmedAt = confirmedAt;
    this.askedAt = confirmedAt;
  }

  /** Whose key the database last said that it is; empty: nobody's. */
  Optional<Caller> lastCaller() {
    return caller;
  }

  Instant confirmedAt() {
    return confirmedAt;
  }

  /** Whether it is no use any more, as the database has not been heard for too long. */
  boolean isForgotten() {
    return confirmedAt.isBefore(clock.instant().minus(GOOD_WITHOUT_DATABASE));
  }

  /** Whose key it is, asking the database when its last word is older than a second. */
  Optional<Caller> caller(Supplier<Optional<Caller>> database) {
    if (isFresh() || !lock()) {
      return caller;
    }
    try {
      if (!isFresh()) {
        ask(database);
      }
      return caller;
    } finally {
      asking.unlock();
    }
  }

  /**
   * One request asks and the others wait for what it learns, unless the database did not answer
   * last time: then they would only queue up behind a server that is gone.
   */
  private boolean lock() {
    if (askedAt.isAfter(confirmedAt)) {
      return asking.tryLock();
    }
    asking.lock();
    return true;
  }

  private void ask(Supplier<Optional<Caller>> database) {
    try {
      caller = database.get();
      confirmedAt = clock.instant();
      askedAt = confirmedAt;
    } catch (ProblemException silent) {
      askedAt = clock.instant();
      if (isForgotten()) {
        throw silent;
      }
    }
  }

  private boolean isFresh() {
    return clock.instant().isBefore(askedAt.plus(FRESH));
  }
}
