package io.splitplot.api.assignment;

import java.util.Arrays;

/** Buckets of a layer as disjoint ranges. */
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
}
