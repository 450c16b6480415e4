package io.splitplot.api.assignment;

import java.util.Arrays;

/** Buckets as disjoint ranges. */
final class BucketRanges {
  private final int[] bounds;

  /**
   * The ranges {@code [bounds[0], bounds[1])}, {@code [bounds[2], bounds[3])} and so on.
   *
   * @param bounds strictly ascending, as in the normal form of a multirange
   */
  BucketRanges(int... bounds) {
    this.bounds = bounds.clone();
  }

  boolean contains(int bucket) {
    var found = Arrays.binarySearch(bounds, bucket);
    var boundsUpToBucket = found >= 0 ? found + 1 : -found - 1;
    return boundsUpToBucket % 2 == 1;
  }

  boolean isEmpty() {
    return bounds.length == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BucketRanges that && Arrays.equals(bounds, that.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }
}
