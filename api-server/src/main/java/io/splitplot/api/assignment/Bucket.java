package io.splitplot.api.assignment;

import java.nio.charset.StandardCharsets;

/**
 * A unit's place among 1,000,000 buckets, as {@code splitplot.bucket} in SQL: version 1 of the
 * assignment algorithm.
 *
 * <p>SHA-256 over UTF-8 of {@code salt + ":" + unitId}; its first 15 hexadecimal digits, which are
 * its first 60 bits, modulo 1,000,000.
 */
public final class Bucket {
  /** How many buckets there are. */
  public static final int COUNT = 1_000_000;

  private Bucket() {}

  /** The bucket of a unit, from 0 to 999,999. */
  public static int of(String salt, String unitId) {
    return new Salt(salt).bucket(Salt.sha256(), unitId.getBytes(StandardCharsets.UTF_8));
  }
}
