package io.splitplot.etl.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a line is.
 *
 * @param gates objects with {@code name} and {@code kind}, as {@code etl.ask_gate} takes them
 * @param totals what is compared with what the source says of its rows
 * @param units columns that name units, with the unit type; {@code $order} for keys of orders
 * @param personal columns that go when the person of a row is forgotten
 */
public record Declaration(
    String name,
    SourceDeclaration source,
    Target target,
    List<Column> columns,
    List<ObjectNode> gates,
    Totals totals,
    Map<String, String> units,
    List<String> personal) {
  public Declaration {
    columns = List.copyOf(columns);
    gates = List.copyOf(gates);
    units = Map.copyOf(units);
    personal = List.copyOf(personal);
  }

  /** As {@code etl.declare_line} takes it. */
  JsonNode forWarehouse() {
    var document = JsonNodeFactory.instance.objectNode();
    document.set("target", targetDocument());
    var list = document.putArray("columns");
    for (var column : columns) {
      list.addObject()
          .put("name", column.name())
          .put("type", column.type().word())
          .put("required", column.required());
    }
    document.putArray("gates").addAll(gates);
    var unitTypes = document.putObject("units");
    units.forEach(unitTypes::put);
    personal.forEach(document.putArray("personal")::add);
    return document;
  }

  private ObjectNode targetDocument() {
    var document = JsonNodeFactory.instance.objectNode();
    switch (target) {
      case Target.Events(var unitType) -> document.put("kind", "events").put("unit_type", unitType);
      case Target.Table table -> {
        document
            .put("kind", "table")
            .put("table", table.table())
            .put("mode", table.mode().name().toLowerCase(Locale.ROOT));
        var key = document.putArray("key");
        table.key().forEach(key::add);
        table.version().ifPresent(version -> document.put("version", version));
      }
    }
    return document;
  }
}
