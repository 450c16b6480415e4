package io.splitplot.api.assignment;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.assignment.Split.Variant;
import org.jspecify.annotations.Nullable;

/**
 * One experiment in force: a row of {@code splitplot.assignment_plan}, ready to decide with.
 *
 * @param experiment key of the experiment
 * @param unitType key of the unit type that it randomises
 * @param document what the entry was made from, see {@link PlanEntryReader}
 */
record PlanEntry(
    int experimentId,
    String experiment,
    String unitType,
    int phaseId,
    int phase,
    Mode mode,
    Targeting targeting,
    Traffic traffic,
    Split split,
    String document) {

  /** What the units of the traffic get. */
  enum Mode {
    RUNNING,
    PAUSED_CONTROL,
    PAUSED_VARIANT,
    LAUNCHED
  }

  /** What a unit gets; the steps of {@code splitplot.decide}, in the same order. */
  Decision decide(UnitBuckets unit, JsonNode attributes) {
    if (!targeting.matches(attributes)) {
      return settled(Reason.NOT_TARGETED, null);
    }
    if (!traffic.isInDomains(unit)) {
      return settled(Reason.NOT_IN_TRAFFIC, null);
    }
    if (traffic.isHeldOut(unit)) {
      return settled(Reason.HOLDOUT, null);
    }
    var bucket = unit.in(traffic.layer());
    if (traffic.open().contains(bucket)) {
      return entered(unit);
    }
    var isOwn = traffic.own().contains(bucket);
    if (!isOwn && !traffic.shared().contains(bucket)) {
      return settled(Reason.NOT_IN_TRAFFIC, null);
    }
    return switch (mode) {
      case LAUNCHED -> entered(unit);
      case PAUSED_CONTROL -> settled(Reason.NOT_RUNNING, split.control());
      case PAUSED_VARIANT -> unlessEnrolled(unit, Reason.NOT_RUNNING, null);
      case RUNNING ->
          isOwn || traffic.open().isEmpty()
              ? unlessEnrolled(unit, Reason.NOT_IN_TRAFFIC, null)
              : settled(Reason.SHARED_CONTROL, split.control());
    };
  }

  private Decision entered(UnitBuckets unit) {
    var bucket = unit.by(split.salt());
    var variant = split.at(bucket);
    if (mode == Mode.LAUNCHED) {
      return settled(Reason.LAUNCHED, variant);
    }
    return split.moved().contains(bucket)
        ? unlessEnrolled(unit, Reason.SPLIT, variant)
        : settled(Reason.SPLIT, variant);
  }

  /** A decision that holds whatever the unit was exposed to before. */
  Decision settled(Reason reason, @Nullable Variant variant) {
    return new Decision(assignment(reason, variant), null);
  }

  private Decision unlessEnrolled(UnitBuckets unit, Reason reason, @Nullable Variant variant) {
    return new Decision(assignment(reason, variant), new Enrolment(this, unit.id()));
  }

  Assignment assignment(Reason reason, @Nullable Variant variant) {
    return variant == null
        ? new Assignment(experiment, reason, phase, phaseId, null, null, null)
        : new Assignment(
            experiment, reason, phase, phaseId, variant.key(), variant.id(), variant.parameters());
  }
}
