package io.splitplot.api.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a push is known by: the client's key for it, or else its body.
 *
 * @param id 32 hexadecimal digits
 * @param digest SHA-256 of the body
 */
record Receipt(String id, String digest) {
  private static final int ID_CHARS = 32;

  static Receipt of(Optional<String> key, byte[] body) {
    var digest = digest(body);
    var known = key.map(it -> digest(("key " + it).getBytes(UTF_8))).orElse(digest);
    return new Receipt(known.substring(0, ID_CHARS), digest);
  }

  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
