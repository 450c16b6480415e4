package io.splitplot.api.ofrep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.assignment.Assignment;
import io.splitplot.api.assignment.Reason;
import io.splitplot.api.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A parameter, as a flag that is evaluated.
 *
 * <p>Its value is what the unit's variant sets. The application uses the default in its code when
 * there is no value: when the variant does not set the parameter (it, and the reason, are told all
 * the same: this unit takes part in the experiment, and may be exposed to it), when the unit is in
 * no experiment that could set it, and when there is no such experiment.
 *
 * @param name the parameter
 * @param assignment the one that decides; null: none does
 * @param isEnabled whether an experiment runs that may set it
 */
record Flag(String name, @Nullable Assignment assignment, boolean isEnabled) {
  /**
   * The flag of a parameter.
   *
   * @param assignments what the units get from the experiments that may set it; the first one with
   *     a variant that sets it decides, but before all others one that is forced, as a unit can be
   *     forced into an experiment beside the one that takes it
   */
  static Flag of(String name, List<Assignment> assignments) {
    var decisive =
        first(assignments, it -> it.reason() == Reason.FORCED && sets(it, name))
            .or(() -> first(assignments, it -> sets(it, name)))
            .or(() -> first(assignments, it -> it.variant() != null))
            .or(() -> first(assignments, it -> assignments.size() == 1));
    return new Flag(
        name,
        decisive.orElse(null),
        assignments.stream().anyMatch(it -> it.reason() != Reason.NOT_RUNNING));
  }

  private static boolean sets(Assignment assignment, String name) {
    return assignment.parameters() != null && assignment.parameters().hasNonNull(name);
  }

  /** Whether the protocol has a way to say its value: it has none for arrays. */
  boolean isExpressible() {
    return !value().isArray();
  }

  /** The document of the protocol. */
  ObjectNode document() {
    if (!isExpressible()) {
      return OfrepProblems.failure(
          Optional.of(name),
          ErrorCode.GENERAL,
          "%s is an array, which this protocol does not have: put it into an object"
              .formatted(name));
    }
    var document = Json.object().put("key", name);
    if (!value().isMissingNode()) {
      document.set("value", value());
    }
    document.put("reason", reason());
    if (assignment != null) {
      if (assignment.variant() != null) {
        document.put("variant", assignment.variant());
      }
      document.set("metadata", metadata(assignment));
    }
    return document;
  }

  private JsonNode value() {
    return assignment != null && assignment.parameters() != null && sets(assignment, name)
        ? assignment.parameters().path(name)
        : MissingNode.getInstance();
  }

  /**
   * A word of the protocol's list. That has none for a unit which no experiment takes; the metadata
   * says which reason it is.
   */
  private String reason() {
    if (assignment == null) {
      return isEnabled ? "UNKNOWN" : "DISABLED";
    }
    return switch (assignment.reason()) {
      case SPLIT, SHARED_CONTROL, STICKY -> "SPLIT";
      case FORCED, LAUNCHED -> "TARGETING_MATCH";
      case NOT_RUNNING -> "DISABLED";
      case NOT_TARGETED, NOT_IN_TRAFFIC, HOLDOUT, NO_UNIT -> "UNKNOWN";
      case UNKNOWN_EXPERIMENT, STORE_UNAVAILABLE -> "UNKNOWN";
    };
  }

  private static ObjectNode metadata(Assignment assignment) {
    var metadata = Json.object().put("experiment", assignment.experiment());
    if (assignment.phase() != null) {
      metadata.put("phase", assignment.phase());
    }
    return metadata.put("reason", assignment.reason().code());
  }

  private static Optional<Assignment> first(
      List<Assignment> assignments, Predicate<Assignment> condition) {
    return assignments.stream().filter(condition).findFirst();
  }
}
