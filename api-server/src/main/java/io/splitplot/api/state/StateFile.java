package io.splitplot.api.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that only its owner may read, and that is there in whole or not at all.
 *
 * <p>Its first line says what it is: {@code splitplot NAME FORMAT ORIGIN DIGEST}, where the origin
 * is a digest of where the primary is, and the last word one of all bytes that follow.
 */
final class StateFile {
  private static final Logger log = LoggerFactory.getLogger(StateFile.class);
  private static final int HEADER_BYTES_MAX = 256;

  private final Path path;
  private final String name;
  private final int format;
  private final String origin;

  /**
   * A file that need not be there.
   *
   * @param origin where the primary is that the contents are from
   */
  StateFile(Path directory, String name, int format, String origin) {
    this.path = directory.resolve(name);
    this.name = name;
    this.format = format;
    this.origin = digest(origin.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes it anew; whoever reads it meanwhile, and whenever the machine dies, has old or new. */
  void write(byte[] contents) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    DurableFile.write(path, header(contents).getBytes(StandardCharsets.US_ASCII), contents);
  }

  /** The contents; empty, with a line in the log, when it is not a file that this can use. */
  Optional<byte[]> read() {
    try {
      var bytes = Files.readAllBytes(path);
      var end = endOfHeader(bytes);
      var header = new String(bytes, 0, end, StandardCharsets.US_ASCII).split(" ", -1);
      var contents = Arrays.copyOfRange(bytes, Math.min(end + 1, bytes.length), bytes.length);
      var problem = problem(header, contents);
      if (problem.isEmpty()) {
        return Optional.of(contents);
      }
      ignored(problem.get());
    } catch (NoSuchFileException _) {
      log.debug("there is no {}", path);
    } catch (IOException e) {
      ignored(e.toString());
    }
    return Optional.empty();
  }

  /** Says that the file is there and not used, and why. */
  void ignored(String why) {
    log.warn("{} is ignored: {}; it is written anew as soon as the primary answers", path, why);
  }

  Path path() {
    return path;
  }

  private Optional<String> problem(String[] header, byte[] contents) {
    if (header.length != 5 || !header[0].equals("splitplot") || !header[1].equals(name)) {
      return Optional.of("it is not ours");
    }
    if (!header[2].equals(String.valueOf(format))) {
      return Optional.of("its format is %s, and this server reads %d".formatted(header[2], format));
    }
    if (!header[3].equals(origin)) {
      return Optional.of("it is from another primary than the one that is configured");
    }
    return header[4].equals(digest(contents))
        ? Optional.empty()
        : Optional.of("it is damaged or cut off");
  }

  private String header(byte[] contents) {
    return "splitplot %s %d %s %s\n".formatted(name, format, origin, digest(contents));
  }

  private static int endOfHeader(byte[] bytes) {
    var length = Math.min(bytes.length, HEADER_BYTES_MAX);
    for (var i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return length;
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
