package io.splitplot.api.assignment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One experiment in force: a row of {@code splitplot.assignment_plan}, ready to decide with.
 *
 * @param experiment key of the experiment
 * @param unitType key of the unit type that it randomises
 * @param layer the layer in which it owns buckets
 * @param buckets those that it owns
 * @param salt gives each unit the bucket by which its variant is chosen
 * @param variants in the order in which their weights are summed, at least one
 */
record PlanEntry(
    String experiment,
    String unitType,
    int phaseId,
    int phase,
    Layer layer,
    BucketRanges buckets,
    Salt salt,
    Targeting targeting,
    List<Variant> variants) {

  /**
   * A treatment and its share.
   *
   * @param lowerBound its first bucket by the experiment's salt; its last is before the next one's
   */
  record Variant(int id, String key, int lowerBound, JsonNode parameters) {}

  /** What a unit gets; the steps of {@code splitplot.decide}, in the same order. */
  Assignment decide(UnitBuckets unit, JsonNode attributes) {
    if (!targeting.matches(attributes)) {
      return without(Reason.NOT_TARGETED);
    }
    if (!buckets.contains(unit.in(layer))) {
      return without(Reason.NOT_IN_TRAFFIC);
    }
    var variant = variantOf(unit.by(salt));
    return new Assignment(
        experiment,
        Reason.SPLIT,
        phase,
        phaseId,
        variant.key(),
        variant.id(),
        variant.parameters());
  }

  private Assignment without(Reason reason) {
    return new Assignment(experiment, reason, phase, phaseId, null, null, null);
  }

  /** The last variant that begins at or before the bucket: one of weight 0 is never that. */
  private Variant variantOf(int bucket) {
    var found = variants.getFirst();
    for (var variant : variants) {
      if (variant.lowerBound() <= bucket) {
        found = variant;
      }
    }
    return found;
  }
}
