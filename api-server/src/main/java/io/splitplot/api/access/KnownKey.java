package io.splitplot.api.access;

import io.splitplot.api.problem.DatabaseProblems;
import io.splitplot.api.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** What the database last said about a key, and when. */
final class KnownKey {
  /** A revoked key is refused within a second, so this and the time of an answer must be less. */
  private static final Duration FRESH = Duration.ofMillis(500);

  /** A database that is silent is asked by the follower; requests ask seldom, and mostly wait. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private static final Duration KEPT = Duration.ofHours(1);

  private final InstantSource clock;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile Word word;
  private volatile Instant askedAt; // later than the word when there was no answer
  private volatile Instant usedAt;

  /** What the database said: whose key it is, empty when nobody's. */
  private record Word(Optional<ApiKey> key, Instant at) {}

  /**
   * A key of which the database spoke.
   *
   * @param confirmedAt not later than when the database looked
   * @param usedAt when it was last used
   */
  KnownKey(ApiKey key, Instant confirmedAt, Instant usedAt, InstantSource clock) {
    this.word = new Word(Optional.of(key), confirmedAt);
    this.clock = clock;
    this.askedAt = confirmedAt;
    this.usedAt = usedAt;
  }

  /** Whose key the database last said that it is; empty: nobody's. */
  Optional<ApiKey> lastKey() {
    return word.key();
  }

  Instant confirmedAt() {
    return word.at();
  }

  Instant usedAt() {
    return usedAt;
  }

  /** Whether the database has not been heard for so long that its word is no use any more. */
  boolean isForgotten() {
    return isLongAgo(confirmedAt());
  }

  /** Whether nobody has used it for so long that there is no point in knowing it. */
  boolean isUnused() {
    return isLongAgo(usedAt);
  }

  /** Hears the database's word, unless it is older than the last one. */
  synchronized void confirm(Optional<ApiKey> key, Instant at) {
    if (!at.isBefore(word.at())) {
      word = new Word(key, at);
      askedAt = at;
    }
  }

  /**
   * The key if it is good, asking the database when its last word is too old; a problem 503 when
   * that is no use any more and there is no other.
   */
  Optional<ApiKey> use(Supplier<Optional<ApiKey>> database) {
    usedAt = clock.instant();
    if (!isFresh() && lock()) {
      try {
        if (!isFresh()) {
          ask(database);
        }
      } finally {
        asking.unlock();
      }
    }
    if (isForgotten()) {
      throw new ProblemException(DatabaseProblems.unavailable());
    }
    return word.key().filter(it -> !it.isExpiredAt(clock.instant()));
  }

  /**
   * One request asks and the others wait for what it learns, unless the database did not answer
   * last time: then they would only queue up behind a server that is gone.
   */
  private boolean lock() {
    if (isSilent()) {
      return asking.tryLock();
    }
    asking.lock();
    return true;
  }

  private void ask(Supplier<Optional<ApiKey>> database) {
    var begun = clock.instant();
    try {
      confirm(database.get(), begun);
    } catch (ProblemException silent) {
      askedAt = clock.instant();
    }
  }

  private boolean isSilent() {
    return askedAt.isAfter(word.at());
  }

  private boolean isFresh() {
    var now = clock.instant();
    return !isForgotten() && now.isBefore(askedAt.plus(isSilent() ? SILENCE : FRESH));
  }

  private boolean isLongAgo(Instant instant) {
    return instant.isBefore(clock.instant().minus(KEPT));
  }
}
