package io.splitplot.api.state;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps copies on disk, on a thread of its own. What changes is written within a second, and large
 * things so seldom that writing takes a small part of the time. A disk that cannot be written costs
 * the copies and nothing else.
 */
public final class StateKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StateKeeper.class);
  private static final Duration INTERVAL = Duration.ofMillis(500);

  /** After a write of a second, this many seconds pass before the next one. */
  private static final int REST = 5;

  private final List<Copy> copies;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("state").daemon().unstarted(this::run);

  /** The file of one thing, and when it may be written again. */
  private static final class Copy {
    private final Kept kept;
    private final StateFile file;
    private long restUntil = System.nanoTime();
    private Optional<byte[]> unwritten = Optional.empty();
    private boolean hasFailed;

    Copy(Kept kept, StateFile file) {
      this.kept = kept;
      this.file = file;
    }

    void restore() {
      file.read()
          .ifPresent(contents -> {
            try {
              kept.restore(contents);
              log.info("{} is read; it counts until the primary answers", file.path());
            } catch (RuntimeException e) {
              file.ignored(e.getMessage() == null ? e.toString() : e.getMessage());
            }
          });
    }

    void saveUnlessResting() {
      if (System.nanoTime() - restUntil >= 0) {
        save();
      }
    }

    void save() {
      var begin = System.nanoTime();
      try {
        unwritten = unwritten.or(kept::unsaved); // what could not be written is tried again
        if (unwritten.isPresent()) {
          file.write(unwritten.get());
          unwritten = Optional.empty();
          var end = System.nanoTime();
          restUntil = end + REST * (end - begin);
          hasFailed = false;
        }
      } catch (IOException | RuntimeException e) {
        if (!hasFailed) {
          log.warn("{} cannot be written; the copy on disk is missing or old", file.path(), e);
        }
        hasFailed = true;
      }
    }
  }

  /**
   * A keeper that is not started yet.
   *
   * @param directory is made when it is needed
   * @param origin where the primary is; files of another one are not read
   */
  public StateKeeper(Path directory, String origin, List<Kept> kept) {
    this.copies =
        kept.stream()
            .map(it -> new Copy(it, new StateFile(directory, it.name(), it.format(), origin)))
            .toList();
  }

  /** Begins with what is on disk, and keeps it up to date from then on. */
  public void start() {
    copies.forEach(Copy::restore);
    thread.start();
  }

  /** Writes what has changed a last time. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        copies.forEach(Copy::saveUnlessResting);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    copies.forEach(Copy::save);
  }
}
