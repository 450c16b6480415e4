package io.splitplot.etl.assembly;

import io.splitplot.etl.ContentId;
import io.splitplot.etl.EventRule;
import io.splitplot.etl.assembly.Rows.Checked;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What makes a row an event, by the rules that the primary has for events; and its id, when it has
 * none: made of all that it says, so that the same row is the same event, however often it comes.
 */
final class EventRules {
  /** The columns of an event, in the order in which rows have them. */
  static final List<Column> COLUMNS =
      List.of(
          Column.plain("id", ColumnType.UUID, false),
          Column.plain("unit_id", ColumnType.TEXT, true),
          Column.plain("name", ColumnType.TEXT, true),
          Column.plain("value", ColumnType.NUMERIC, false),
          Column.plain("order_key", ColumnType.TEXT, false),
          Column.plain("amount_minor", ColumnType.BIGINT, false),
          Column.plain("currency", ColumnType.TEXT, false),
          Column.plain("occurred_at", ColumnType.TIMESTAMP, true));

  private static final int ID = 0;
  private static final int UNIT = 1;
  private static final int NAME = 2;
  private static final int VALUE = 3;
  private static final int ORDER = 4;
  private static final int AMOUNT = 5;
  private static final int CURRENCY = 6;
  private static final int OCCURRED_AT = 7;

  private final String line;
  private final Clock clock;
  private final ThreadLocal<ContentId> contentId = ThreadLocal.withInitial(ContentId::new);

  /**
   * @param line name of the line: rows of another line are other events
   */
  EventRules(String line, Clock clock) {
    this.line = line;
    this.clock = clock;
  }

  Checked apply(Checked row) throws BadRowException {
    var texts = row.texts();
    requireBytes(texts[UNIT], "unit_id", EventRule.KEY_BYTES_MAX);
    requireBytes(texts[NAME], "name", EventRule.NAME_BYTES_MAX);
    requireBytes(texts[ORDER], "order_key", EventRule.KEY_BYTES_MAX);
    texts[VALUE] = value(texts[VALUE]);
    requireMoney(texts);
    if (Instant.parse(String.valueOf(texts[OCCURRED_AT])).isAfter(clock.instant())) {
      throw wrong("occurred_at", "is in the future");
    }
    if (texts[ID] == null) {
      texts[ID] = contentId.get().of(content(row)).toString();
    }
    return row;
  }

  private static void requireBytes(@Nullable String text, String field, int bytesMax)
      throws BadRowException {
    if (text == null) {
      return;
    }
    var bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > bytesMax) {
      throw wrong(field, "has %d bytes, and 1 to %d fit".formatted(bytes, bytesMax));
    }
  }

  private static @Nullable String value(@Nullable String text) throws BadRowException {
    if (text == null) {
      return null;
    }
    var value = new BigDecimal(text);
    if (EventRule.isTooLarge(value)) {
      throw wrong("value", "is too large, values are below 1e15");
    }
    return EventRule.rounded(value.stripTrailingZeros()).toPlainString();
  }

  private static void requireMoney(@Nullable String[] texts) throws BadRowException {
    var name = String.valueOf(texts[NAME]);
    if (EventRule.hasOrder(name) && texts[ORDER] == null) {
      throw wrong("order_key", "is missing, the event " + name + " has one");
    }
    if (EventRule.hasAmount(name) && texts[AMOUNT] == null) {
      throw wrong("amount_minor", "is missing, the event " + name + " has one");
    }
    if ((texts[AMOUNT] == null) != (texts[CURRENCY] == null)) {
      throw wrong("currency", "an amount has a currency, and a currency an amount");
    }
    if (texts[AMOUNT] != null && texts[AMOUNT].startsWith("-")) {
      throw wrong("amount_minor", "is negative: what is given back is an event return");
    }
    if (texts[CURRENCY] != null && !EventRule.isCurrency(texts[CURRENCY])) {
      throw wrong("currency", "is not a currency such as EUR");
    }
  }

  /** Without what nobody declared: that may be there one day and not the next. */
  private String[] content(Checked row) {
    var parts = new String[OCCURRED_AT + 1];
    parts[ID] = line;
    for (var i = UNIT; i <= OCCURRED_AT; i++) {
      var text = row.texts()[i];
      parts[i] = text == null ? "" : text;
    }
    return parts;
  }

  private static BadRowException wrong(String field, String reason) {
    return new BadRowException(BadRowException.EVENT, field, reason);
  }
}
