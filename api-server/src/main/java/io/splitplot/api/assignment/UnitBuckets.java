package io.splitplot.api.assignment;

import java.security.MessageDigest;
import java.util.Arrays;

/** The buckets of one unit during one request; each layer's is computed once. For one thread. */
final class UnitBuckets {
  private static final int UNKNOWN = -1;

  private final MessageDigest sha256 = Salt.sha256();
  private final byte[] unitId;
  private final int[] bucketOfLayer;

  /**
   * The buckets of a unit.
   *
   * @param unitId its id as UTF-8
   * @param layerCount how many layers the plan has
   */
  UnitBuckets(byte[] unitId, int layerCount) {
    this.unitId = unitId;
    this.bucketOfLayer = new int[layerCount];
    Arrays.fill(bucketOfLayer, UNKNOWN);
  }

  int in(Layer layer) {
    if (bucketOfLayer[layer.number()] == UNKNOWN) {
      bucketOfLayer[layer.number()] = by(layer.salt());
    }
    return bucketOfLayer[layer.number()];
  }

  int by(Salt salt) {
    return salt.bucket(sha256, unitId);
  }
}
