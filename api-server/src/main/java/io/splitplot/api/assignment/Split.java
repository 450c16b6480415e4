package io.splitplot.api.assignment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the traffic of an experiment is divided among its variants.
 *
 * @param salt gives each unit the bucket by which its variant is chosen
 * @param moved buckets by this salt whose units an earlier phase gave another variant
 * @param variants in the order in which their weights are summed, at least one
 * @param control one of them
 */
record Split(Salt salt, BucketRanges moved, List<Variant> variants, Variant control) {

  /**
   * A treatment and its share.
   *
   * @param lowerBound its first bucket; its last is before the next one's
   */
  record Variant(int id, String key, int lowerBound, JsonNode parameters) {}

  /** The last variant that begins at or before the bucket: one of weight 0 is never that. */
  Variant at(int bucket) {
    var low = 0;
    var high = variants.size(); // the answer is in [low, high)
    while (high - low > 1) {
      var middle = (low + high) >>> 1;
      if (variants.get(middle).lowerBound() <= bucket) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return variants.get(low);
  }

  /** The variant with an id of the database; null: it is none of this phase. */
  @Nullable Variant withId(int id) {
    for (var variant : variants) {
      if (variant.id() == id) {
        return variant;
      }
    }
    return null;
  }
}
