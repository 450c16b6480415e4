package io.splitplot.api.assignment;

import java.util.List;

/**
 * Which units an experiment may have.
 *
 * @param domains a unit must be in all of these: what the domains around the layer own
 * @param holdouts a unit must be in none of these
 * @param layer the layer in which the experiment owns buckets
 * @param own those that it owns
 * @param open those of its own through which units enter
 * @param shared those of the shared control that it uses
 */
record Traffic(
    List<Place> domains,
    List<Place> holdouts,
    Layer layer,
    BucketRanges own,
    BucketRanges open,
    BucketRanges shared) {

  boolean isInDomains(UnitBuckets unit) {
    for (var domain : domains) {
      if (!domain.holds(unit)) {
        return false;
      }
    }
    return true;
  }

  boolean isHeldOut(UnitBuckets unit) {
    for (var holdout : holdouts) {
      if (holdout.holds(unit)) {
        return true;
      }
    }
    return false;
  }
}
