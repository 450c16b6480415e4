package io.splitplot.api.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Facts that are acknowledged and not yet in the primary, in a file of this server alone. What was
 * appended is on disk when that returns, and stays there until it is said to be in the primary.
 *
 * <p>The file is an SQLite database whose log has a checksum for each page: after a crash there is
 * what was committed, and nothing by halves.
 */
public final class Spool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final String FILE = "spool.db";
  private static final String DAMAGED = FILE + ".damaged-";
  private static final String LOG_SUFFIX = "-wal";

  private final Path folder;
  private final SpoolFile file;
  private final Duration ageMax;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Queue> queues = new TreeMap<>();
  private volatile long bytes;
  private volatile String problem = "";

  /**
   * Opens the spool of a folder, and makes what is not there. A damaged one is put aside.
   *
   * @param kinds of facts; each is a queue of its own
   * @param bytesMax size that the file may grow to
   * @param ageMax age of the oldest fact beyond which nothing is taken
   * @throws IllegalStateException when another process uses it, or it cannot be made
   */
  public static Spool open(
      Path folder, Set<String> kinds, long bytesMax, Duration ageMax, InstantSource clock) {
    var path = folder.resolve(FILE);
    try {
      Files.createDirectories(folder);
      try {
        return new Spool(folder, kinds, bytesMax, ageMax, clock);
      } catch (SQLException e) {
        if (!SpoolFile.isDamage(e)) {
          throw e;
        }
        putAside(path, clock, e);
        return new Spool(folder, kinds, bytesMax, ageMax, clock);
      }
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(
          "SP-SPOOL-001: %s cannot be used: %s; one server at a time may use a folder"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  private Spool(Path folder, Set<String> kinds, long bytesMax, Duration ageMax, InstantSource clock)
      throws SQLException, IOException {
    this.folder = folder;
    this.ageMax = ageMax;
    this.clock = clock;
    this.file = new SpoolFile(folder.resolve(FILE), bytesMax);
    try {
      for (var kind : kinds) {
        queues.put(kind, new Queue(file, kind));
      }
      this.bytes = file.bytes();
    } catch (SQLException e) {
      file.close();
      throw e;
    }
  }

  /** What cannot be read may still be of use to somebody who knows how to mend it. */
  private static void putAside(Path path, InstantSource clock, SQLException cause)
      throws IOException {
    var aside = DAMAGED + clock.instant().getEpochSecond();
    LOG.error(
        "{} is damaged; it is put aside as {}, and its facts are missing", path, aside, cause);
    Files.move(path, path.resolveSibling(aside));
    var log = path.resolveSibling(FILE + LOG_SUFFIX);
    if (Files.exists(log)) {
      Files.move(log, path.resolveSibling(aside + LOG_SUFFIX));
    }
  }

  /** Whether nothing of a kind waits. */
  public boolean isEmpty(String kind) {
    return queue(kind).isEmpty();
  }

  /** How many facts of a kind wait. */
  public long size(String kind) {
    return queue(kind).size();
  }

  /**
   * Puts facts at the end; they are on disk when this returns.
   *
   * @throws SpoolException when none of them is
   */
  public void append(String kind, List<Entry> entries) throws SpoolException {
    var queue = queue(kind);
    lock.lock();
    try {
      var age = age();
      if (age.compareTo(ageMax) > 0) {
        throw new SpoolException("the oldest fact is %s old, more than %s".formatted(age, ageMax));
      }
      file.transaction(() -> queue.append(entries));
      queue.appended(entries);
      bytes = file.bytes();
      problem = "";
    } catch (SQLException e) {
      complain("nothing can be written: " + e.getMessage());
      throw new SpoolException(String.valueOf(e.getMessage()), e);
    } finally {
      lock.unlock();
    }
  }

  /** The oldest facts of a kind, up to a number of them. */
  public Page oldest(String kind, int count) throws SQLException {
    lock.lock();
    try {
      return queue(kind).oldest(count);
    } finally {
      lock.unlock();
    }
  }

  /** Says that the facts of a kind up to a place are in the primary. */
  public void done(String kind, long last) {
    var queue = queue(kind);
    lock.lock();
    try {
      queue.done(last);
      file.transaction(queue::forget);
      if (queues.values().stream().allMatch(Queue::isEmpty)) {
        file.shrink();
      }
      bytes = file.bytes();
      problem = "";
    } catch (SQLException e) {
      complain("what is in the primary cannot be deleted: " + e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  /** How it is now; waits for no disk. */
  public SpoolState state() {
    var facts = queues.values().stream().mapToLong(Queue::size).sum();
    return new SpoolState(facts, bytes, age(), problem);
  }

  /** Names of the files that were put aside, as they were damaged. */
  public List<String> damaged() {
    try (var files = Files.list(folder)) {
      return files
          .map(it -> it.getFileName().toString())
          .filter(it -> it.startsWith(DAMAGED) && !it.endsWith(LOG_SUFFIX))
          .sorted()
          .toList();
    } catch (IOException e) {
      LOG.warn("{} cannot be listed", folder, e);
      return List.of();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      file.close();
    } catch (SQLException e) {
      LOG.warn("the spool did not close well; it is read from its log at the next start", e);
    } finally {
      lock.unlock();
    }
  }

  /** In the log once, and not for each fact that comes meanwhile. */
  private void complain(String what) {
    if (problem.isEmpty()) {
      LOG.error("the spool in {}: {}", folder, what);
    }
    problem = what;
  }

  private Duration age() {
    var now = clock.instant();
    return queues.values().stream()
        .map(it -> it.age(now))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private Queue queue(String kind) {
    var queue = queues.get(kind);
    if (queue == null) {
      throw new IllegalArgumentException("the spool has no " + kind);
    }
    return queue;
  }
}
