package io.splitplot.api.assignment;

/** Buckets of a layer: part of its traffic. */
record Place(Layer layer, BucketRanges buckets) {

  boolean holds(UnitBuckets unit) {
    return buckets.contains(unit.in(layer));
  }
}
