package io.splitplot.api.assignment;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a unit gets from one experiment.
 *
 * @param experiment key of the experiment
 * @param reason why
 * @param phase number of the phase in force, from 1; null when none is
 * @param phaseId the phase in the database; null when {@code phase} is
 * @param variant key of the variant; null: none
 * @param variantId the variant in the database; null when {@code variant} is
 * @param parameters what the variant sets, a JSON object, not to be changed; null when {@code
 *     variant} is
 */
public record Assignment(
    String experiment,
    Reason reason,
    @Nullable Integer phase,
    @Nullable Integer phaseId,
    @Nullable String variant,
    @Nullable Integer variantId,
    @Nullable JsonNode parameters) {}
