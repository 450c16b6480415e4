package io.splitplot.api.assignment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** The buckets of one unit during one request; each layer's is computed once. For one thread. */
final class UnitBuckets {
  private static final int UNKNOWN = -1;

  private final MessageDigest sha256 = Salt.sha256();
  private final String id;
  private final byte[] utf8;
  private final int[] bucketOfLayer;

  /**
   * The buckets of a unit.
   *
   * @param id the id by which it is decided
   * @param layerCount how many layers the plan has
   */
  UnitBuckets(String id, int layerCount) {
    this.id = id;
    this.utf8 = id.getBytes(StandardCharsets.UTF_8);
    this.bucketOfLayer = new int[layerCount];
    Arrays.fill(bucketOfLayer, UNKNOWN);
  }

  String id() {
    return id;
  }

  int in(Layer layer) {
    if (bucketOfLayer[layer.number()] == UNKNOWN) {
      bucketOfLayer[layer.number()] = by(layer.salt());
    }
    return bucketOfLayer[layer.number()];
  }

  int by(Salt salt) {
    return salt.bucket(sha256, utf8);
  }
}
