package io.splitplot.api.assignment;

import org.jspecify.annotations.Nullable;

/**
 * What a plan says of a unit and an experiment; {@link StoredAssignments} makes it final.
 *
 * @param assignment what the unit gets, unless it is enrolled and that comes first
 * @param enrolment the question whether it is; null: that does not matter here
 */
public record Decision(Assignment assignment, @Nullable Enrolment enrolment) {

  /** No variant, and no phase in force or looked at. */
  static Decision none(String experiment, Reason reason) {
    return new Decision(new Assignment(experiment, reason, null, null, null, null, null), null);
  }
}
