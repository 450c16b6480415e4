package io.splitplot.api.assignment;

/**
 * The question which variant a unit was first exposed to.
 *
 * @param entry the experiment that is asked about
 * @param unitId the id by which the unit is decided
 */
record Enrolment(PlanEntry entry, String unitId) {}
