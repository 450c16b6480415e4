package io.splitplot.api.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.unit.Units;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one event, and refuses it by the field that is wrong. */
final class EventReader {
  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "unit",
          "name",
          "value",
          "order",
          "amount_minor",
          "currency",
          "lines",
          "properties",
          "occurred_at");
  private static final Set<String> LINE_FIELDS = Set.of("sku", "quantity", "amount_minor");
  private static final Set<String> ABOUT_ORDERS = Set.of("order", "return", "cancellation");
  private static final Set<String> WITH_AMOUNT = Set.of("order", "return");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

  private static final int NAME_BYTES_MAX = 128;
  private static final int ORDER_BYTES_MAX = 256;
  private static final int SKU_BYTES_MAX = 256;
  private static final int LINES_MAX = 1000;
  private static final long QUANTITY_MAX = 1_000_000_000L;
  private static final long AMOUNT_MINOR_MAX = 9_000_000_000_000_000L;
  private static final int VALUE_DIGITS_MAX = 15;
  private static final int VALUE_SCALE = 12;

  private EventReader() {}

  /** The event as {@code splitplot.record_events} takes it. */
  static ObjectNode read(JsonNode item) {
    var fields = Fields.of(item, "", FIELDS);
    var event =
        Json.object()
            .put("id", fields.uuid("id").toString())
            .put("name", fields.text("name", NAME_BYTES_MAX))
            .put("occurred_at", fields.instant("occurred_at").toString());
    event.set("units", Units.of(fields.node("unit"), "unit"));
    fields
        .optionalDecimal("value", VALUE_DIGITS_MAX, VALUE_SCALE)
        .ifPresent(value -> event.put("value", value));
    fields.optionalDocument("properties").ifPresent(it -> event.set("properties", it));
    readOrder(fields, event);
    readMoney(fields, event);
    return event;
  }

  private static void readOrder(Fields fields, ObjectNode event) {
    var order = fields.optionalText("order", ORDER_BYTES_MAX);
    if (order.isEmpty() && ABOUT_ORDERS.contains(event.path("name").textValue())) {
      throw fields.missing("order");
    }
    order.ifPresent(key -> event.put("order_key", key));
    fields
        .optionalArray("lines", LINES_MAX)
        .ifPresent(lines -> {
          if (order.isEmpty()) {
            throw Fields.refuse("unexpected_field", "lines", "only an order has lines");
          }
          event.set("lines", readLines(lines));
        });
  }

  private static void readMoney(Fields fields, ObjectNode event) {
    var amount = fields.optionalInteger("amount_minor", 0, AMOUNT_MINOR_MAX);
    var currency = fields.optionalText("currency", 64);
    if (amount.isEmpty()
        && (currency.isPresent() || WITH_AMOUNT.contains(event.path("name").textValue()))) {
      throw fields.missing("amount_minor");
    }
    if (currency.isEmpty() && amount.isPresent()) {
      throw fields.missing("currency");
    }
    amount.ifPresent(minor -> event.put("amount_minor", minor));
    currency.ifPresent(code -> event.put("currency", checkedCurrency(code)));
  }

  private static String checkedCurrency(String code) {
    if (!CURRENCY.matcher(code).matches()) {
      throw Fields.refuse("invalid_currency", "currency", "a currency is three capitals, like EUR");
    }
    return code;
  }

  private static ArrayNode readLines(ArrayNode lines) {
    for (var i = 0; i < lines.size(); i++) {
      var line = Fields.of(lines.get(i), "lines[%d]".formatted(i), LINE_FIELDS);
      line.text("sku", SKU_BYTES_MAX);
      line.integer("quantity", 0, QUANTITY_MAX);
      line.integer("amount_minor", 0, AMOUNT_MINOR_MAX);
    }
    return lines;
  }
}
