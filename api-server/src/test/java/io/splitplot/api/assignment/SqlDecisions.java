package io.splitplot.api.assignment;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What SQL decides, for many units in one statement. */
final class SqlDecisions {
  /** A decision as both sides can say it. */
  record Answer(
      String experiment,
      String unitId,
      @Nullable String variant,
      @Nullable JsonNode parameters,
      @Nullable Integer phase,
      String reason) {

    static Answer of(String unitId, Assignment assignment) {
      return new Answer(
          assignment.experiment(),
          unitId,
          assignment.variant(),
          assignment.parameters(),
          assignment.phase(),
          assignment.reason().code());
    }
  }

  private final Connection connection;
  private final Map<String, JsonNode> parsed = new HashMap<>();

  SqlDecisions(Connection connection) {
    this.connection = connection;
  }

  /** By {@code splitplot.assign}: every experiment in force, each unit with its own attributes. */
  List<Answer> assign(String unitType, List<String> unitIds, List<String> attributes, Instant asOf)
      throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            select a.experiment, u.id as unit_id, a.variant, a.parameters, a.phase, a.reason
            from unnest(?::text[], ?::text[]) with ordinality as u(id, attributes, place)
            cross join lateral splitplot.assign(?, u.id, u.attributes::jsonb, ?) as a
            order by u.place, a.experiment collate "C"
            """)) {
      statement.setObject(1, unitIds.toArray(String[]::new));
      statement.setObject(2, attributes.toArray(String[]::new));
      statement.setString(3, unitType);
      statement.setObject(4, asOf.atOffset(ZoneOffset.UTC));
      return decisions(statement);
    }
  }

  /** By {@code splitplot.assign_batch}: one experiment, all units with the same attributes. */
  List<Answer> assignBatch(String experiment, List<String> unitIds, String attributes, Instant asOf)
      throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            select ? as experiment, b.unit_id, b.variant, b.parameters, b.phase, b.reason
            from splitplot.assign_batch(?, ?, ?::jsonb, ?) as b
            """)) {
      statement.setString(1, experiment);
      statement.setString(2, experiment);
      statement.setObject(3, unitIds.toArray(String[]::new));
      statement.setString(4, attributes);
      statement.setObject(5, asOf.atOffset(ZoneOffset.UTC));
      return decisions(statement);
    }
  }

  private List<Answer> decisions(PreparedStatement statement) throws SQLException {
    var decisions = new ArrayList<Answer>();
    try (var row = statement.executeQuery()) {
      while (row.next()) {
        var parameters = row.getString("parameters");
        decisions.add(
            new Answer(
                row.getString("experiment"),
                row.getString("unit_id"),
                row.getString("variant"),
                parameters == null ? null : parsed.computeIfAbsent(parameters, Json::parse),
                row.getObject("phase", Integer.class),
                row.getString("reason")));
      }
    }
    return decisions;
  }
}
