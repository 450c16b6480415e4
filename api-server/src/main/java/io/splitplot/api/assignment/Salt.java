package io.splitplot.api.assignment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What is hashed before a unit's id: each salt spreads units over buckets independently. */
final class Salt {
  private final byte[] prefix;

  Salt(String salt) {
    this.prefix = (salt + ":").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The bucket of a unit; see {@link Bucket}.
   *
   * @param sha256 used and left reset; making one costs more than a hash, so callers keep theirs
   */
  int bucket(MessageDigest sha256, byte[] unitId) {
    sha256.update(prefix);
    var first60Bits = ByteBuffer.wrap(sha256.digest(unitId)).getLong() >>> 4;
    return (int) (first60Bits % Bucket.COUNT);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
