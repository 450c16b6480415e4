package io.splitplot.etl;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Ids made from content, so that importing the same file again finds every fact stored.
 *
 * <p>The first 128 bits of SHA-256 over the parts, each followed by a NUL (which no part can have),
 * marked as a UUID of version 8. What the parts are is part of the format: a change would make
 * every import look new.
 */
public final class ContentId {
  private static final long VERSION_MASK = 0xF000L;
  private static final long VERSION_8 = 0x8000L;
  private static final long VARIANT_MASK = 0xC000000000000000L;
  private static final long VARIANT_RFC = 0x8000000000000000L;

  private final MessageDigest sha256;

  public ContentId() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The id of a content. */
  public UUID of(String... parts) {
    for (var part : parts) {
      sha256.update(part.getBytes(StandardCharsets.UTF_8));
      sha256.update((byte) 0);
    }
    var digest = ByteBuffer.wrap(sha256.digest());
    return new UUID(
        (digest.getLong() & ~VERSION_MASK) | VERSION_8,
        (digest.getLong() & ~VARIANT_MASK) | VARIANT_RFC);
  }
}
