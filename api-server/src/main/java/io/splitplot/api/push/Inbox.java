package io.splitplot.api.push;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.api.state.DurableFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The folder of a line in which pushes wait to be loaded, each a file {@code
 * MICROSECONDS-RECEIPT.ndjson}.
 *
 * <p>The line makes the folder, and so says that it takes pushes. When it has stored one it writes
 * {@code loaded/DAY/RECEIPT}, with the digest of the body, and only then removes the file: so
 * whoever looks for the file first and for its receipt afterwards finds one of the two.
 */
final class Inbox {
  private static final String SUFFIX = ".ndjson";
  private static final int PUSHES_MAX = 1_000;
  private static final long BYTES_MAX = 256L << 20;
  private static final long RETRY_AFTER_SECONDS = 5;

  private final Path folder;
  private final InstantSource clock;

  Inbox(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** What became of a push: true when the same was taken in before. */
  boolean take(Receipt receipt, byte[] body) {
    // Two servers may serve one home. The file stays: whoever removed it would lock another one.
    try (var channel =
            FileChannel.open(
                folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      var waiting = waiting();
      var known = known(waiting, receipt);
      if (known.isPresent()) {
        requireSame(known.get(), receipt);
        DurableFile.force(folder); // whoever put it there may have died before it did
        return true;
      }
      requireRoom(waiting, body.length);
      DurableFile.write(folder.resolve(name(waiting, receipt)), body);
      return false;
    } catch (IOException e) {
      throw new ProblemException(
          Problem.of(503, "inbox_unavailable", "the server cannot keep rows now: " + e)
              .withHint("push the same again")
              .withRetryAfter(RETRY_AFTER_SECONDS));
    }
  }

  private List<String> waiting() throws IOException {
    var names = new ArrayList<String>();
    try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }

  /**
   * The digest of what was pushed with the receipt; first of what waits, then of what is loaded.
   */
  private Optional<String> known(List<String> waiting, Receipt receipt) throws IOException {
    for (var name : waiting) {
      if (name.endsWith("-" + receipt.id() + SUFFIX)) {
        try {
          return Optional.of(Receipt.digest(Files.readAllBytes(folder.resolve(name))));
        } catch (NoSuchFileException _) {
          break; // it was loaded just now
        }
      }
    }
    var loaded = folder.resolve("loaded");
    if (!Files.isDirectory(loaded)) {
      return Optional.empty();
    }
    try (var days = Files.newDirectoryStream(loaded)) {
      for (var day : days) {
        var file = day.resolve(receipt.id());
        if (Files.exists(file)) {
          return Optional.of(Files.readString(file, US_ASCII));
        }
      }
    }
    return Optional.empty();
  }

  private static void requireSame(String digest, Receipt receipt) {
    if (!MessageDigest.isEqual(digest.getBytes(US_ASCII), receipt.digest().getBytes(US_ASCII))) {
      throw new ProblemException(
          Problem.of(
                  422,
                  "idempotency_key_reused",
                  "other rows were pushed with this Idempotency-Key before")
              .withHint("give each push a key of its own, and repeat it with the same body only"));
    }
  }

  private void requireRoom(List<String> waiting, int bytes) throws IOException {
    var size = (long) bytes;
    for (var name : waiting) {
      size += sizeOf(folder.resolve(name));
    }
    if (waiting.size() >= PUSHES_MAX || size > BYTES_MAX) {
      throw new ProblemException(
          Problem.of(503, "inbox_full", "%d pushes wait to be loaded".formatted(waiting.size()))
              .withHint(
                  "push the same again later; operators: run ./splitplot load LINE.yaml --follow")
              .withRetryAfter(RETRY_AFTER_SECONDS));
    }
  }

  private static long sizeOf(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException _) {
      return 0; // it was loaded just now
    }
  }

  /** Names are in the order of arrival, also when the clock goes back. */
  private String name(List<String> waiting, Receipt receipt) {
    var now = ChronoUnit.MICROS.between(java.time.Instant.EPOCH, clock.instant());
    var last = waiting.stream().mapToLong(Inbox::micros).max().orElse(0);
    return "%016d-%s%s".formatted(Math.max(now, last + 1), receipt.id(), SUFFIX);
  }

  private static long micros(String name) {
    var digits = name.substring(0, Math.max(name.indexOf('-'), 0));
    return digits.matches("[0-9]{16}") ? Long.parseLong(digits) : 0;
  }
}
