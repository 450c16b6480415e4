package io.splitplot.etl.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The folder of a line into which the API server puts what is pushed to it, a file {@code
 * MICROSECONDS-RECEIPT.ndjson} each.
 *
 * <p>That a file is loaded is what its checkpoint says. Then it is remembered as {@code
 * loaded/DAY/RECEIPT} with the digest of what was in it, so that the same push is known for a week,
 * and only then removed. Whatever dies in between is done again by the next run.
 */
public final class Inbox {
  /** Names of all files that may be in it. */
  public static final String PATTERN = "*.ndjson";

  private static final Pattern NAME = Pattern.compile("[0-9]{16}-([0-9a-f]{32})\\.ndjson");
  private static final Period KNOWN = Period.ofDays(7);
  private static final Duration UNFINISHED_MAX = Duration.ofHours(1);

  private final Path folder;
  private final InstantSource clock;

  private Inbox(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** Makes the folder if it is not there; from then on the API server takes pushes. */
  public static Inbox open(Path folder, InstantSource clock) throws IOException {
    Files.createDirectories(folder);
    return new Inbox(folder, clock);
  }

  /**
   * Removes what is loaded, and forgets what was loaded long ago.
   *
   * @param checkpoints how far each file was read, by name
   * @return names of files that are gone, so that nobody needs their checkpoints any more
   */
  public List<String> settle(Map<String, JsonNode> checkpoints) throws IOException {
    var gone = new ArrayList<String>();
    for (var checkpoint : checkpoints.entrySet()) {
      var name = NAME.matcher(checkpoint.getKey());
      if (name.matches() && checkpoint.getValue().path("whole").asBoolean()) {
        var file = folder.resolve(name.group());
        if (Files.exists(file)) {
          remember(name.group(1), file);
          Files.delete(file);
        }
        gone.add(name.group());
      }
    }
    force(folder);
    forgetOld();
    return gone;
  }

  private void remember(String receipt, Path file) throws IOException {
    var day = Files.createDirectories(folder.resolve("loaded").resolve(today().toString()));
    var unfinished = day.resolve(receipt + ".tmp");
    try (var channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(digest(file).getBytes(US_ASCII)));
      channel.force(true);
    }
    Files.move(unfinished, day.resolve(receipt), ATOMIC_MOVE, REPLACE_EXISTING);
    force(day);
    force(folder.resolve("loaded"));
  }

  private static String digest(Path file) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void force(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private void forgetOld() throws IOException {
    try (var files = Files.newDirectoryStream(folder, "*.tmp")) {
      for (var file : files) {
        // a server that died while it wrote; nobody was answered
        var age = Duration.between(Files.getLastModifiedTime(file).toInstant(), clock.instant());
        if (age.compareTo(UNFINISHED_MAX) > 0) {
          Files.deleteIfExists(file);
        }
      }
    }
    if (!Files.isDirectory(folder.resolve("loaded"))) {
      return;
    }
    try (var days = Files.newDirectoryStream(folder.resolve("loaded"))) {
      for (var day : days) {
        if (isOld(day.getFileName().toString())) {
          delete(day);
        }
      }
    }
  }

  private boolean isOld(String day) {
    try {
      return LocalDate.parse(day).plus(KNOWN).isBefore(today());
    } catch (DateTimeException _) {
      return false;
    }
  }

  private static void delete(Path day) throws IOException {
    try (var receipts = Files.newDirectoryStream(day)) {
      for (var receipt : receipts) {
        Files.delete(receipt);
      }
    }
    Files.delete(day);
  }

  private LocalDate today() {
    return clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
  }
}
