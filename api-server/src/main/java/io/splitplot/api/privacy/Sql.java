package io.splitplot.api.privacy;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.json.Json;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Statements that give one document. */
final class Sql {
  private Sql() {}

  static JsonNode json(PreparedStatement statement) throws SQLException {
    try (var row = statement.executeQuery()) {
      row.next();
      return Json.parse(row.getString(1));
    }
  }
}
