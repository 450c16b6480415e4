package io.splitplot.api.problem;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a refusal of the database means to a client.
 *
 * <p>The rules live in SQL: {@code splitplot.refuse} gives SQLSTATE SP<i>status</i> with the code
 * as constraint name and the field as column name, and constraints have sentences as names.
 */
public final class DatabaseProblems {
  private static final String EXCLUSION_VIOLATION = "23P01";
  private static final String PARAMETER_TAKEN = "a_parameter_belongs_to_one_layer_of_a_domain";
  private static final Set<String> KEYS =
      Set.of(
          "layer_key_key",
          "a_nested_domain_key_is_unique",
          "a_domain_key_is_unique_within_its_unit_type",
          "holdout_key_key",
          "shared_control_key_key",
          "segment_key_key",
          "experiment_key_key",
          "a_metric_version_is_unique");
  private static final Set<String> UNAVAILABLE =
      Set.of(
          "25006", // read only: this server is a standby now
          "40001", // serialization failure
          "40P01", // deadlock
          "55P03"); // lock timeout
  private static final Set<String> UNAVAILABLE_CLASSES =
      Set.of(
          "08", // the connection failed
          "53", // out of room: disk, memory, connections
          "57", // cancelled, shutting down, crashed, starting up
          "58"); // input or output failed

  private DatabaseProblems() {}

  /** The problem to answer with, or empty when the error is our own fault. */
  public static Optional<Problem> of(SQLException error) {
    var state = Optional.ofNullable(error.getSQLState()).orElse("");
    if (error instanceof SQLTransientConnectionException
        || UNAVAILABLE.contains(state)
        || (state.length() == 5 && UNAVAILABLE_CLASSES.contains(state.substring(0, 2)))) {
      return Optional.of(unavailable());
    }
    if (!(error instanceof PSQLException refused) || refused.getServerErrorMessage() == null) {
      return Optional.empty();
    }
    var message = refused.getServerErrorMessage();
    if (state.startsWith("SP")) {
      return Optional.of(refusal(Integer.parseInt(state.substring(2)), message));
    }
    if (state.startsWith("23") && message.getConstraint() != null) {
      return Optional.of(violation(state, message.getConstraint()));
    }
    if (state.startsWith("22")) {
      return Optional.of(Problem.of(422, "invalid_value", "the database cannot take a value"));
    }
    return Optional.empty();
  }

  /** The database cannot be asked just now; trying again may help. */
  public static Problem unavailable() {
    return Problem.of(503, "database_unavailable", "the database does not answer")
        .withHint("nothing was stored; try again with the same ids");
  }

  private static Problem refusal(int status, ServerErrorMessage message) {
    var field = message.getColumn();
    var hint = message.getHint();
    return new Problem(
        status,
        Optional.ofNullable(message.getConstraint()).orElse("refused"),
        Optional.ofNullable(message.getMessage()).orElse("refused"),
        field == null || field.isEmpty() ? null : field,
        hint == null || hint.isEmpty() ? null : hint,
        Map.of());
  }

  /** A constraint's name is the sentence that was broken. */
  private static Problem violation(String state, String constraint) {
    var sentence = constraint.replace('_', ' ');
    if (KEYS.contains(constraint)) {
      return new Problem(
          409, "already_exists", "key: this key is taken", "key", "choose another", Map.of());
    }
    if (state.equals(EXCLUSION_VIOLATION) || constraint.equals(PARAMETER_TAKEN)) {
      return Problem.of(409, "conflict", sentence);
    }
    return Problem.of(422, "rule_broken", sentence);
  }
}
