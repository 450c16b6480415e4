package io.splitplot.api.privacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;

/** Puts together what both databases store of a person. */
final class Export {
  private static final String PRIMARY = "select splitplot.export_unit(?, ?)";
  private static final String WAREHOUSE = "select fact.export_unit(?, ?, ?)";

  private final PrivacyService.Databases databases;

  Export(PrivacyService.Databases databases) {
    this.databases = databases;
  }

  ObjectNode of(Unit unit) {
    var primary = databases.primary().read(connection -> primary(connection, unit));
    var warehouse = databases.warehouse().read(connection -> warehouse(connection, unit, primary));
    var document = Json.object();
    document.put("unit_type", unit.type()).put("unit_id", unit.id());
    document.set("primary", primary);
    document.set("warehouse", warehouse);
    return document;
  }

  private static JsonNode primary(Connection connection, Unit unit) throws SQLException {
    try (var statement = connection.prepareStatement(PRIMARY)) {
      statement.setString(1, unit.type());
      statement.setString(2, unit.id());
      return Sql.json(statement);
    }
  }

  private static JsonNode warehouse(Connection connection, Unit unit, JsonNode primary)
      throws SQLException {
    try (var statement = connection.prepareStatement(WAREHOUSE)) {
      statement.setString(1, unit.type());
      statement.setArray(2, connection.createArrayOf("text", texts(primary.path("units"))));
      statement.setArray(3, connection.createArrayOf("text", texts(primary.path("session_ids"))));
      return Sql.json(statement);
    }
  }

  private static Object[] texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts.toArray();
  }
}
